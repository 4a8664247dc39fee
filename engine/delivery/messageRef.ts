import { createHmac, timingSafeEqual } from 'node:crypto';

const MARK_LENGTH = 16;

/** Carries a message's reference on the wire, and back in the mails that servers return. */
export const MESSAGE_HEADER = 'X-CRM-Message';

/**
 * A message's opaque reference: rides in headers and comes back in events and bounces. Its id can be told from it
 * only with a mark that the store's own key makes, so nobody can speak for another message.
 */
export function messageRef(id: number, key: string): string {
	return `${id.toString(36)}-${mark(id, key)}`;
}

/** The id in a reference, or null where it is none of ours. */
export function messageIdOf(ref: string, key: string): number | null {
	const claim = claimOf(ref);
	if (claim === null) return null;
	return timingSafeEqual(Buffer.from(mark(claim.id, key)), Buffer.from(claim.mark)) ? claim.id : null;
}

/** The id that a reference claims to be of, whoever made it: good for nothing but an order of work. */
export function claimedMessageId(ref: string): number | null {
	return claimOf(ref)?.id ?? null;
}

function claimOf(ref: string): { readonly id: number; readonly mark: string } | null {
	const found = /^([0-9a-z]{1,12})-([0-9a-f]{16})$/.exec(ref);
	if (!found?.[1] || !found[2]) return null;
	const id = parseInt(found[1], 36);
	// One id has one spelling.
	return Number.isSafeInteger(id) && id.toString(36) === found[1] ? { id, mark: found[2] } : null;
}

function mark(id: number, key: string): string {
	return createHmac('sha256', key).update(`message ${id}`).digest('hex').slice(0, MARK_LENGTH);
}
