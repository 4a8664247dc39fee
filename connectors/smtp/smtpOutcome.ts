import type { NodemailerError } from 'nodemailer';
import type { SendOutcome } from '../../engine/delivery/MailChannel';
import { SendFailure } from './ObservedPool';

/** Answers to MAIL FROM that are about us (no sign-in, no encryption), not about the mail. */
const ABOUT_THE_SESSION: readonly number[] = [421, 454, 503, 530, 534, 535, 538];

/**
 * What became of a mail that nodemailer reports as failed. Pure.
 *
 * - An answer to this mail (to RCPT TO, DATA or the content; to MAIL FROM unless it is about the
 *   session) is a refusal: for good when 5xx, except 503, which means that the session was out of step.
 * - Without an answer it depends on the content alone: not begun means certainly not handed over,
 *   begun means nobody knows.
 */
export function outcomeOfFailure(failure: unknown, clean: (words: string) => string): SendOutcome {
	if (!(failure instanceof SendFailure)) {
		// Thrown before the mail came to the pool: it cannot be built, today or later.
		return { kind: 'refused', permanent: true, reply: clean(`This mail cannot be built: ${String(failure)}`) };
	}
	const { reason, contentBegun } = failure;
	const words = reason.response ?? reason.message;
	if (reason.code === 'EMESSAGE' || reason.code === 'EENVELOPE') {
		const answer = reason.responseCode ?? null;
		if (answer === null) {
			// Found by nodemailer itself before the wire: a malformed address, or larger than the server takes.
			return contentBegun ? uncertain(clean, words) : { kind: 'refused', permanent: true, reply: clean(words) };
		}
		if (reason.command === 'MAIL FROM' && ABOUT_THE_SESSION.includes(answer)) return unreachable(clean, words);
		if (answer >= 400 && answer < 600) {
			return { kind: 'refused', permanent: answer >= 500 && answer !== 503, reply: clean(words) };
		}
	}
	if (contentBegun) return uncertain(clean, reason.message);
	if (closedDuringEnvelope(reason)) return { kind: 'refused', permanent: false, reply: clean(words) };
	return unreachable(clean, reason.message);
}

/**
 * With PIPELINING nodemailer reports a 421 to RCPT TO or DATA as a closed connection that carries the
 * answer. A 421 to anything earlier has another code or command (greeting, EHLO, sign-in, MAIL FROM).
 */
function closedDuringEnvelope(reason: NodemailerError): boolean {
	return reason.code === 'ECONNECTION' && reason.command === 'CONN' && reason.responseCode === 421;
}

function unreachable(clean: (words: string) => string, words: string): SendOutcome {
	return { kind: 'unreachable', reply: clean(words) };
}

function uncertain(clean: (words: string) => string, words: string): SendOutcome {
	return { kind: 'uncertain', reply: clean(`No answer after the mail was handed over: ${words}`) };
}
