import type { SendOutcome } from '../../engine/delivery/MailChannel';
import type { AnswerHead, HttpResult } from '../http/HttpResult';
import { errorWords, readServiceErrors, type ServiceError } from './serviceErrors';

/** What an answer to `/mail/send` means for its mails. */
export type SendVerdict =
	/** The same for all of them. */
	| { readonly kind: 'settled'; readonly outcome: SendOutcome }
	/** Nothing was accepted; these, by their number in the call, are what is wrong with it. */
	| { readonly kind: 'some-refused'; readonly refused: ReadonlyMap<number, string> }
	/** Nothing was accepted: too large, or some of them do not go together. Fewer at a time may do. */
	| { readonly kind: 'split'; readonly reply: string };

/** Tells what became of a call's mails. Pure. */
export function sendVerdict(result: HttpResult): SendVerdict {
	switch (result.kind) {
		case 'unreachable':
			return settled({ kind: 'unreachable', reply: `SendGrid could not be reached: ${result.reason}` });
		case 'limited':
			return settled({ kind: 'unreachable', reply: `SendGrid: ${result.reason}` });
		case 'lost':
			// How the answer began says whether the mails were accepted; its words are lost, but not the verdict.
			if (result.head !== null) return verdictOfAnswer(result.head, '');
			return settled({ kind: 'uncertain', reply: `No answer after the mails were handed over: ${result.reason}` });
		case 'answered':
			return verdictOfAnswer(result, result.body);
	}
}

function verdictOfAnswer({ status, headers }: AnswerHead, body: string): SendVerdict {
	if (status >= 200 && status < 300) return settled({ kind: 'sent', reply: `${status} Accepted`, remoteId: headers['x-message-id'] ?? null });
	const errors = readServiceErrors(body);
	const reply = `SendGrid answered ${status}${errors.length === 0 ? '' : `: ${errorWords(errors)}`}`;
	// Both may come from something on the way that gave up while SendGrid went on.
	if (status >= 500 || status === 408) return settled({ kind: 'uncertain', reply });
	if (status === 413) return { kind: 'split', reply };
	if (status === 400) return verdictOfBadRequest(errors, reply);
	// A key, a permission, a path: nothing about these mails is wrong.
	return settled({ kind: 'unreachable', reply });
}

function verdictOfBadRequest(errors: readonly ServiceError[], reply: string): SendVerdict {
	// Not SendGrid's own answer, or cut: why is not known, so neither that it will be so for ever.
	if (errors.length === 0) return settled({ kind: 'refused', permanent: false, reply });
	const refused = new Map<number, string>();
	for (const error of errors) {
		const number = numberIn(error);
		// The personalizations as a whole: found by halves which of them.
		if (number === null && error.field === 'personalizations') return { kind: 'split', reply };
		if (number === null) return settled({ kind: 'refused', permanent: true, reply });
		refused.set(number, [refused.get(number), errorWords([error])].filter((words) => words !== undefined).join('; '));
	}
	return { kind: 'some-refused', refused };
}

/** Which personalization an error names: `personalizations.3.to.0.email`, also seen with brackets, or only in its words. */
function numberIn({ field, message }: ServiceError): number | null {
	const found = /^personalizations[.[](\d{1,4})\b/.exec(field ?? '') ?? (field === 'personalizations' || field === null ? /\bpersonalizations[.[](\d{1,4})\b/.exec(message) : null);
	return found?.[1] === undefined ? null : Number(found[1]);
}

function settled(outcome: SendOutcome): SendVerdict {
	return { kind: 'settled', outcome };
}
