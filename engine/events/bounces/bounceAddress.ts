import { EngineError } from '../../EngineError';
import { normaliseAddress } from '../../records/emailAddress';

/** A message's reference (`messageRef`) as text; whether it is a true one, its mark tells. */
const REF = '[0-9a-z]{1,12}-[0-9a-f]{16}';

/**
 * The return path that tells which message came back (VERP): `bounce+REF@domain`. The mail server has to deliver
 * addresses with a plus to the mailbox before it, as most do.
 * @param base the mailbox that bounces are read from
 * @throws EngineError where no mail could come back to it
 */
export function bounceAddress(base: string, ref: string): string {
	const mailbox = normaliseAddress(base);
	const address = mailbox === null ? null : normaliseAddress(mailbox.replace(/@/, `+${ref}@`));
	if (address !== null) return address;
	throw new EngineError('invalid-input', `"${base}" can't be the address for bounces.`, 'Give the mailbox that bounce mails are read from, such as bounces@example.com, with at most 34 signs before the @.');
}

/** The reference in a return path; null where there is none. Servers change capitals. */
export function refOfAddress(address: string): string | null {
	return new RegExp(`\\+(${REF})@[^@\\s]+$`, 'i').exec(address.trim())?.[1]?.toLowerCase() ?? null;
}

/** The reference that a Message-ID of ours begins with; null for any other. */
export function refOfMessageId(messageId: string): string | null {
	return new RegExp(`^<?(${REF})@[^@\\s]+$`, 'i').exec(messageId.trim())?.[1]?.toLowerCase() ?? null;
}

/** The reference, where the text is nothing else. */
export function refOfText(text: string): string | null {
	return new RegExp(`^${REF}$`).test(text.trim()) ? text.trim() : null;
}
