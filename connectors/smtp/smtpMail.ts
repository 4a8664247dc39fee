import { domainToASCII } from 'node:url';
import type { SendMailOptions } from 'nodemailer';
import type { Mailbox, OutgoingMail } from '../../engine/delivery/MailChannel';
import { MESSAGE_HEADER } from '../../engine/delivery/messageRef';

/** Set by us; a mail's further headers cannot replace them. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
	'from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'message-id', 'mime-version',
	'content-type', 'content-transfer-encoding', MESSAGE_HEADER.toLowerCase(),
]);

/** What would end a mailbox early or start another one. */
const UNSAFE_IN_ADDRESS = /[\p{Cc}\p{Z}<>(),;:"\\]/u;

/** The mail in nodemailer's words. Line breaks in names, subject and header values become blanks. */
export function composeSmtpMail(mail: OutgoingMail): SendMailOptions {
	return {
		from: mailbox(mail.from),
		to: mailbox(mail.to),
		...(mail.replyTo === null ? {} : { replyTo: mailbox(mail.replyTo) }),
		subject: oneLine(mail.subject),
		text: mail.text,
		html: mail.html,
		messageId: messageIdOf(mail),
		...(mail.returnPath === null ? {} : { envelope: { from: mail.returnPath, to: mail.to.address } }),
		headers: headersOf(mail),
	};
}

/** Says what is wrong with the mail's addresses, null when nothing is. */
export function addressFault(mail: OutgoingMail): string | null {
	const boxes: ReadonlyArray<readonly [string, Mailbox | null]> = [
		['recipient', mail.to],
		['sender', mail.from],
		['reply-to', mail.replyTo],
		['return path', mail.returnPath === null ? null : { name: null, address: mail.returnPath }],
	];
	for (const [role, box] of boxes) {
		if (box !== null && !isPlainAddress(box.address)) return `The ${role} address ${JSON.stringify(box.address)} is malformed`;
	}
	return null;
}

/** `<messageRef@domain of the sender>`, with what a Message-ID cannot hold percent-encoded. */
export function messageIdOf(mail: OutgoingMail): string {
	const reference = encodeURIComponent(mail.messageRef).replace(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
	const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1);
	return `<${reference}@${domainToASCII(domain) || 'localhost'}>`;
}

function isPlainAddress(address: string): boolean {
	const at = address.lastIndexOf('@');
	return at > 0 && at < address.length - 1 && address.indexOf('@') === at && !UNSAFE_IN_ADDRESS.test(address);
}

function mailbox(box: Mailbox): { name: string; address: string } {
	return { name: box.name === null ? '' : oneLine(box.name), address: box.address };
}

function headersOf(mail: OutgoingMail): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(mail.headers)) {
		if (/^[\x21-\x39\x3b-\x7e]+$/.test(name) && !OWN_HEADERS.has(name.toLowerCase())) headers[name] = oneLine(value);
	}
	headers[MESSAGE_HEADER] = oneLine(mail.messageRef);
	return headers;
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
