import { type ApiError, isObject, type Json } from './json';

/** What the account has, as far as a mail can name it. */
export interface Account {
	readonly groups: readonly number[];
	readonly ipPools: readonly string[];
}

/** As the specification of /mail/send lists them. */
const PROPERTIES: ReadonlySet<string> = new Set([
	'personalizations', 'from', 'reply_to', 'reply_to_list', 'subject', 'content', 'attachments', 'template_id', 'sections', 'headers', 'categories', 'custom_args',
	'send_at', 'batch_id', 'asm', 'ip_pool_name', 'mail_settings', 'tracking_settings',
]);
const PERSONALIZATION_PROPERTIES: ReadonlySet<string> = new Set([
	'to', 'cc', 'bcc', 'from', 'subject', 'headers', 'substitutions', 'dynamic_template_data', 'custom_args', 'send_at',
]);
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
	'x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'content-transfer-encoding', 'to', 'from', 'subject', 'reply-to', 'cc', 'bcc',
]);
const MOST_RECIPIENTS = 1_000;

/** What SendGrid would say is wrong with the body of a mail/send. Written from the facts alone; knows nothing of our code. */
export function judgeMailSend(body: unknown, account: Account): readonly ApiError[] {
	if (!isObject(body)) return [{ message: 'Bad Request', field: null }];
	const errors: ApiError[] = [];
	const say = (field: string | null, message: string): void => void errors.push({ field, message, help: 'http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html' });
	for (const name of Object.keys(body)) if (!PROPERTIES.has(name)) say(name, `Additional property ${name} is not allowed`);
	judgeAddress(body.from, 'from', say);
	if (body.reply_to !== undefined) judgeAddress(body.reply_to, 'reply_to', say);
	judgePersonalizations(body, say);
	judgeContent(body, say);
	judgeOptions(body, account, say);
	return errors;
}

type Say = (field: string | null, message: string) => void;

function judgeAddress(value: unknown, field: string, say: Say): string | null {
	if (!isObject(value)) {
		say(field, `The ${field} object must be provided for every email send. It is an object that requires the email parameter, but may also contain a name parameter.`);
		return null;
	}
	const { email, name } = value;
	if (name !== undefined && (typeof name !== 'string' || /[;,]/.test(name))) say(`${field}.name`, 'The name may not contain ; or , characters.');
	if (typeof email === 'string' && /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\.]+$/.test(email)) return email.toLowerCase();
	say(`${field}.email`, 'Does not contain a valid address.');
	return null;
}

function judgePersonalizations(body: Json, say: Say): void {
	const list = body.personalizations;
	if (!Array.isArray(list) || list.length === 0) return say('personalizations', 'The personalizations field is required and must have at least one personalization.');
	if (list.length > MOST_RECIPIENTS) return say('personalizations', 'There is a limit of 1000 personalizations per API request.');
	const seen = new Set<string>();
	let recipients = 0;
	for (const [i, item] of list.entries()) {
		const at = `personalizations.${i}`;
		if (!isObject(item)) {
			say(at, 'Invalid type. Expected: object.');
			continue;
		}
		for (const name of Object.keys(item)) if (!PERSONALIZATION_PROPERTIES.has(name)) say(`${at}.${name}`, `Additional property ${name} is not allowed`);
		if (!Array.isArray(item.to) || item.to.length === 0) say(`${at}.to`, 'The to array is required for all personalization objects, and must have at least one email object with a valid email address.');
		for (const kind of ['to', 'cc', 'bcc']) {
			const boxes: unknown = item[kind];
			for (const [j, box] of (Array.isArray(boxes) ? boxes : []).entries()) {
				recipients++;
				const address = judgeAddress(box, `${at}.${kind}.${j}`, say);
				if (address !== null && seen.has(address)) {
					say('personalizations', `Each email address in the personalization block should be unique between to, cc, and bcc. We found the first duplicate instance of [${address}] in the ${at}.${kind} field.`);
				}
				if (address !== null) seen.add(address);
			}
		}
		judgeTexts(item.substitutions, `${at}.substitutions`, 10_000, say);
		judgeTexts(item.custom_args, `${at}.custom_args`, 10_000, say);
		judgeTexts(item.headers, `${at}.headers`, Infinity, say);
		for (const name of Object.keys(isObject(item.headers) ? item.headers : {})) {
			if (RESERVED_HEADERS.has(name.toLowerCase())) say(`${at}.headers.${name}`, 'This header cannot be set.');
		}
	}
	if (recipients > MOST_RECIPIENTS) say('personalizations', 'There is a limit of 1000 total recipients (to + cc + bcc) per API request.');
}

function judgeTexts(value: unknown, field: string, most: number, say: Say): void {
	if (value === undefined) return;
	if (!isObject(value) || Object.values(value).some((text) => typeof text !== 'string')) return say(field, 'Invalid type. Expected: an object of strings.');
	if (Buffer.byteLength(JSON.stringify(value)) > most) say(field, `The total size of your ${field.split('.').at(-1) ?? ''} may not exceed ${most} bytes per personalization.`);
}

function judgeContent(body: Json, say: Say): void {
	if (typeof body.subject !== 'string' || body.subject === '') say('subject', 'The subject is required. You can get around this requirement if you use a template with a subject defined or if every personalization has a subject defined.');
	const { content } = body;
	if (!Array.isArray(content) || content.length === 0) return say('content', 'Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block.');
	for (const [i, part] of content.entries()) {
		if (!isObject(part) || typeof part.value !== 'string' || part.value === '') say(`content.${i}.value`, 'The content value must be a string at least one character in length.');
		else if (i > 0 && part.type === 'text/plain') say(`content.${i}.type`, 'If present, text/plain and text/html may only be provided once, and text/plain must be first.');
	}
}

function judgeOptions(body: Json, account: Account, say: Say): void {
	const { asm, categories, ip_pool_name: pool } = body;
	if (asm !== undefined && !(isObject(asm) && typeof asm.group_id === 'number' && account.groups.includes(asm.group_id))) say('asm.group_id', 'The unsubscribe group does not exist.');
	if (pool !== undefined && !(typeof pool === 'string' && pool.length <= 64 && account.ipPools.includes(pool))) say('ip_pool_name', 'The IP pool does not exist.');
	if (categories === undefined) return;
	if (!Array.isArray(categories) || categories.length > 10 || new Set(categories).size < categories.length) return say('categories', 'There is a limit of 10 unique categories.');
	if (categories.some((name) => typeof name !== 'string' || name.length > 255)) say('categories', 'A category is a string of at most 255 characters.');
}
