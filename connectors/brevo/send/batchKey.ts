import { createHash } from 'node:crypto';

import type { OutgoingMail } from '../../../engine/delivery/MailChannel';

/**
 * The idempotency key of a set of messages: a UUID, the same whenever exactly these are sent again, in whatever order.
 * Not by chance, but in the form of a version 4 one: which versions Brevo takes is not said, and its guide asks for v4.
 */
export function idempotencyKey(mails: readonly OutgoingMail[]): string {
	const hex = fingerprint(mails);
	const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * What rides along as X-Mailin-custom and comes back in every event. That is a header of a whole call: with one mail it
 * is the message's own reference; with several it only names the batch, and the mail is told by its id (`messageIds`)
 * or by its address within the batch.
 */
export function batchReference(mails: readonly OutgoingMail[]): string {
	const [only] = mails;
	return mails.length === 1 && only !== undefined ? only.messageRef : `batch-${fingerprint(mails).slice(0, 32)}`;
}

function fingerprint(mails: readonly OutgoingMail[]): string {
	const refs = mails.map((mail) => mail.messageRef).sort();
	return createHash('sha256').update(JSON.stringify(refs)).digest('hex');
}
