import type { Mailbox, OutgoingMail } from '../../../engine/delivery/MailChannel';
import { batchReference, idempotencyKey } from './batchKey';
import type { BrevoMailbox, BrevoSendBody, BrevoVersion } from './brevoSendBody';
import { literalHtml, literalText } from './literalText';

const LONGEST_NAME = 70;
/**
 * Versions may bring content of their own only where the call has some. Nobody ever gets this one; it says nothing, so
 * that a mistake at the service could not show one recipient's mail to another.
 */
const NO_CONTENT = '<!DOCTYPE html><html><body></body></html>';
const NO_SUBJECT = '(no subject)';

/** The call that sends these mails. All have one sender. At least one. */
export function composeCall(mails: readonly OutgoingMail[], sandbox: boolean): BrevoSendBody {
	const [first] = mails;
	if (first === undefined) throw new Error('A call without mails');
	const key = idempotencyKey(mails);
	return {
		sender: mailbox(first.from),
		subject: NO_SUBJECT,
		htmlContent: NO_CONTENT,
		headers: {
			...sharedHeaders(mails),
			'X-Mailin-custom': batchReference(mails),
			// The guide has the first spelling, the specification's example the second: the other one is a header like any.
			idempotencyKey: key,
			'Idempotency-Key': key,
			...(sandbox ? { 'X-Sib-Sandbox': 'drop' } : {}),
		},
		messageVersions: mails.map(composeVersion),
	};
}

/** One recipient's part of a call. */
export function composeVersion(mail: OutgoingMail): BrevoVersion {
	const text = literalText(mail.text);
	return {
		to: [mailbox(mail.to)],
		subject: literalText(oneLine(mail.subject)) || NO_SUBJECT,
		htmlContent: literalHtml(mail.html.trim() === '' ? htmlOf(mail.text) : mail.html),
		...(text === '' ? {} : { textContent: text }),
		...(mail.replyTo === null ? {} : { replyTo: mailbox(mail.replyTo) }),
	};
}

/**
 * Further headers that ride along: only those that begin with X- and are the same in all mails of the call, since
 * headers hold for a call and "standard headers are not supported". List-Unsubscribe is neither: each recipient has
 * their own, and Brevo writes its own into every mail. Who leaves through that one is reported by `unsubscribed`.
 */
function sharedHeaders(mails: readonly OutgoingMail[]): Record<string, string> {
	const [first, ...others] = mails;
	if (first === undefined) return {};
	const shared = Object.entries(first.headers).filter(
		([name, value]) => /^x-[a-z0-9-]+$/i.test(name) && !OWN.has(name.toLowerCase()) && others.every((mail) => mail.headers[name] === value),
	);
	return Object.fromEntries(shared.map(([name, value]) => [name, oneLine(value)]));
}

const OWN: ReadonlySet<string> = new Set(['x-mailin-custom', 'x-sib-sandbox']);

/** A mail without HTML would show the call's empty one: its text in HTML's words. */
function htmlOf(text: string): string {
	return `<p style="white-space:pre-wrap">${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
}

function mailbox(box: Mailbox): BrevoMailbox {
	const name = cut(literalText(oneLine(box.name ?? '')).trim());
	return name === '' ? { email: box.address } : { email: box.address, name };
}

/** By whole characters: half of a pair would be no text. */
function cut(name: string): string {
	if (name.length <= LONGEST_NAME) return name;
	const short = name.slice(0, LONGEST_NAME);
	return short.replace(/[\ud800-\udbff]$/, '').trim();
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
