import { isObject, refused, type Reply } from './brevoReply';

const MOST_VERSIONS = 1_000;
const MOST_RECIPIENTS = 2_000;
const MOST_IN_A_VERSION = 99;
const LONGEST_NAME = 70;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const KNOWN = new Set(['sender', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'htmlContent', 'textContent', 'templateId', 'params', 'headers', 'tags', 'attachment', 'scheduledAt', 'batchId', 'messageVersions']);
const KNOWN_IN_VERSION = new Set(['to', 'cc', 'bcc', 'replyTo', 'subject', 'params', 'htmlContent', 'textContent', 'templateId']);
/** Set by the service itself: "standard email headers are not supported". */
const STANDARD = new Set(['from', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'reply-to', 'mime-version', 'content-type', 'content-transfer-encoding', 'list-unsubscribe', 'list-unsubscribe-post']);

/** What is wrong with a call of POST /smtp/email by its published rules, null when nothing is. */
export function sendFault(body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>>): Reply | null {
	const versions = body['messageVersions'];
	const unknown = Object.keys(body).find((name) => !KNOWN.has(name));
	if (unknown !== undefined) return refused(400, 'invalid_parameter', `${unknown} is not allowed`);
	if (versions === undefined && !Array.isArray(body['to'])) return refused(400, 'missing_parameter', 'to is missing');
	if (versions !== undefined && body['to'] !== undefined) return refused(400, 'invalid_parameter', 'to is not allowed with messageVersions');
	if (!isObject(body['sender']) || typeof body['sender']['email'] !== 'string') return refused(400, 'missing_parameter', 'sender is missing');
	if (tooLong(body['sender'])) return refused(400, 'invalid_parameter', 'sender name is too long');
	if (typeof body['subject'] !== 'string' || body['subject'] === '') return refused(400, 'missing_parameter', 'subject is missing');
	if (typeof body['htmlContent'] !== 'string' || body['htmlContent'] === '') return refused(400, 'missing_parameter', 'htmlContent is missing');
	const key = headers['idempotencyKey'] ?? headers['Idempotency-Key'];
	if (key !== undefined && !UUID.test(key)) return refused(400, 'invalid_parameter', 'idempotencyKey should be a UUID');
	if (Object.keys(headers).some((name) => STANDARD.has(name.toLowerCase()))) return refused(400, 'invalid_parameter', 'standard headers are not supported');
	return versions === undefined ? null : versionsFault(versions);
}

function versionsFault(versions: unknown): Reply | null {
	if (!Array.isArray(versions) || versions.length === 0) return refused(400, 'invalid_parameter', 'messageVersions should be an array');
	if (versions.length > MOST_VERSIONS) return refused(400, 'out_of_range', `messageVersions should not exceed ${MOST_VERSIONS}`);
	let recipients = 0;
	for (const version of versions as readonly unknown[]) {
		if (!isObject(version) || !Array.isArray(version['to']) || version['to'].length === 0) return refused(400, 'missing_parameter', 'to is missing in messageVersions');
		const unknown = Object.keys(version).find((name) => !KNOWN_IN_VERSION.has(name));
		if (unknown !== undefined) return refused(400, 'invalid_parameter', `${unknown} is not allowed in messageVersions`);
		const to: readonly unknown[] = version['to'];
		recipients += to.length;
		if (to.length > MOST_IN_A_VERSION) return refused(400, 'out_of_range', `to should not exceed ${MOST_IN_A_VERSION} in messageVersions`);
		if (to.some((box) => isObject(box) && tooLong(box))) return refused(400, 'invalid_parameter', 'name is too long in to');
		if (to.some((box) => isObject(box) && box['name'] === '')) return refused(400, 'missing_parameter', 'name is missing in to');
		for (const name of ['subject', 'htmlContent', 'textContent']) {
			if (version[name] !== undefined && (typeof version[name] !== 'string' || version[name] === '')) return refused(400, 'invalid_parameter', `${name} is not valid in messageVersions`);
		}
	}
	return recipients > MOST_RECIPIENTS ? refused(400, 'out_of_range', `Recipients should not exceed ${MOST_RECIPIENTS}`) : null;
}

function tooLong(box: Readonly<Record<string, unknown>>): boolean {
	return typeof box['name'] === 'string' && box['name'].length > LONGEST_NAME;
}
