import { dayToken, readDayToken } from '../records/dayToken';
import type { KeyById, SigningKey } from '../records/signingKey';

const DAY = 86_400_000;
/** A year, and a day of grace. The law asks for 30 days after sending, mailbox services for about 60. */
const VALID_DAYS = 365 + 1;

const PURPOSE = 'unsubscribe';

export interface UnsubscribeLink {
	readonly messageId: number;
	/** UTC ms at which the mail is made; its day goes in. */
	readonly issuedAt: number;
}

/**
 * What an unsubscribe link ends in: 40 signs that name a message and the day, hard to forge as RFC 8058 wants it. It
 * holds no address, so none lands in anybody's logs.
 * @throws RangeError as `dayToken`
 */
export function unsubscribeToken({ messageId, issuedAt }: UnsubscribeLink, key: SigningKey): string {
	return dayToken(PURPOSE, { id: messageId, at: issuedAt }, key);
}

/**
 * The message whose recipient may unsubscribe with this token, or null: not ours, changed, cut off, or older than a year.
 * Which of these it is, nobody is told.
 * @param keyById every key of the purpose, retired ones too: who got a mail before a rotation can still say no
 * @param now UTC ms
 */
export function readUnsubscribeToken(token: string, keyById: KeyById, now: number): number | null {
	const claim = readDayToken(PURPOSE, token, keyById);
	// Only the day is known, and it began up to 24 hours before the mail was made: one more.
	return claim !== null && now - claim.day < (VALID_DAYS + 1) * DAY ? claim.id : null;
}
