import type { OutgoingMail, SendOutcome } from '../../../engine/delivery/MailChannel';
import { isObject, textAt } from '../../http/json';
import { type BrevoAnswer, type BrevoRefusal, refusalWords } from '../brevoAnswer';
import { brevoFault } from '../brevoFault';
import { bareMessageId } from '../events/readBrevoEvents';

/** What to do after the first answer to a call. Places count within the call. */
export type NextStep =
	/** One outcome per mail, in order. */
	| { readonly kind: 'settled'; readonly outcomes: readonly SendOutcome[] }
	/** The answer was lost: once more, with the same key. */
	| { readonly kind: 'repeat'; readonly reason: string }
	/** Nothing was accepted because of some of the mails: those are refused, each group of the others goes in a call of its own. */
	| { readonly kind: 'again'; readonly refused: readonly number[]; readonly reply: string; readonly groups: readonly (readonly number[])[] };

/**
 * Decides by what is certain, and by nothing else:
 * - 2xx: all accepted. Ids come one per version; that they come in order is implied, not promised, so they are only
 *   taken where there are as many as mails. Otherwise the mails are known by batch reference and address alone.
 * - no answer, or 5xx: nobody knows; see `afterRepetition`.
 * - `duplicate_parameter`: exactly these messages were given to Brevo within half an hour. Whether they were accepted
 *   then is not certain (keys of refused calls may be remembered too), so a person decides.
 * - another 400: nothing was accepted.
 */
export function nextStep(answer: BrevoAnswer, mails: readonly OutgoingMail[]): NextStep {
	switch (answer.kind) {
		case 'ok':
			return settled(mails, accepted(answer.body, mails.length));
		case 'lost':
			return beganWithYes(answer) ? settled(mails, accepted(undefined, mails.length)) : { kind: 'repeat', reason: answer.reason };
		case 'unreachable':
		case 'limited':
			return unreachable(mails, brevoFault(answer, 'send these mails').message);
		case 'refused':
			return afterRefusal(answer, mails);
	}
}

/**
 * The outcomes after a call whose answer was lost was made again. The key makes that harmless: Brevo processes one only
 * once, and a `duplicate_parameter` says that the first was taken. Whatever else is no proof of what became of it.
 * @param lost why the first answer was lost
 */
export function afterRepetition(answer: BrevoAnswer, mails: readonly OutgoingMail[], lost: string): readonly SendOutcome[] {
	const uncertain = (then: string): readonly SendOutcome[] =>
		mails.map(() => ({ kind: 'uncertain', reply: `Brevo's answer was lost (${lost}), and asking once more did not tell (${then})` }));
	switch (answer.kind) {
		case 'ok':
			return outcomesOf(mails, accepted(answer.body, mails.length));
		case 'lost':
			return beganWithYes(answer) ? outcomesOf(mails, accepted(undefined, mails.length)) : uncertain(answer.reason);
		case 'unreachable':
		case 'limited':
			return uncertain(answer.reason);
		case 'refused':
			if (answer.code !== 'duplicate_parameter') return uncertain(refusalWords(answer));
			return mails.map(() => ({ kind: 'sent', reply: 'Accepted by Brevo; its first answer was lost, a repetition told', remoteId: null }));
	}
}

/** The answer began with a yes: it is only the ids that were lost. */
function beganWithYes(answer: Extract<BrevoAnswer, { kind: 'lost' }>): boolean {
	return answer.head !== null && answer.head.status >= 200 && answer.head.status < 300;
}

function afterRefusal(refusal: BrevoRefusal, mails: readonly OutgoingMail[]): NextStep {
	const said = refusalWords(refusal);
	if (refusal.code === 'duplicate_parameter') {
		return settled(mails, () => ({ kind: 'uncertain', reply: `Brevo was given exactly these messages within the last half hour: look in its log whether they were sent (${said})` }));
	}
	if (refusal.status >= 500 || refusal.status === 408) return { kind: 'repeat', reason: said };
	if (!isAboutTheMails(refusal)) {
		const fault = brevoFault({ kind: 'refused', ...refusal }, 'send these mails');
		return unreachable(mails, `${fault.message} ${fault.wayOut}`);
	}
	const refused = namedIn(refusal.message, mails);
	// The sender can be put right at Brevo; until then these wait, and mails of other senders go.
	if (refused.length === 0 && /\bsender\b/i.test(refusal.message.replace(ADDRESSES, ''))) {
		return settled(mails, () => ({ kind: 'refused', permanent: false, reply: said }));
	}
	if (mails.length === 1) return settled(mails, () => ({ kind: 'refused', permanent: true, reply: said }));
	const others = mails.map((_, place) => place).filter((place) => !refused.includes(place));
	if (refused.length > 0) return { kind: 'again', reply: said, refused, groups: others.length === 0 ? [] : [others] };
	return { kind: 'again', reply: said, refused: [], groups: apart(refusal.message, mails.length) };
}

/** Whether it finds fault with the content. All else is about the account, the key, the service, or a proxy (which has no code). */
function isAboutTheMails(refusal: BrevoRefusal): boolean {
	if (refusal.status === 413) return true;
	return [400, 406, 422].includes(refusal.status) && refusal.code !== '' && !/^(account_|not_enough|permission|unauthorized)/.test(refusal.code);
}

const ADDRESSES = /[^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]+/g;

/** Places of the mails whose recipient's address the error names. */
function namedIn(message: string, mails: readonly OutgoingMail[]): readonly number[] {
	const named = new Set((message.match(ADDRESSES) ?? []).map((address) => address.toLowerCase().replace(/[.!?]+$/, '')));
	return mails.flatMap((mail, place) => (named.has(mail.to.address.toLowerCase()) ? [place] : []));
}

/**
 * Splits a call whose error names no address; how errors name what they mean is not documented. A version's place may be
 * counted from 0 or from 1, so it and its neighbour go alone; without one in halves, which close in on a single culprit
 * in ten steps.
 */
function apart(message: string, count: number): readonly (readonly number[])[] {
	const all = Array.from({ length: count }, (_, place) => place);
	const named = /versions?\W{0,3}(\d{1,4})/i.exec(message)?.[1];
	const suspects = named === undefined ? [] : [Number(named), Number(named) - 1].filter((place) => place >= 0 && place < count);
	if (suspects.length > 0 && suspects.length < count) {
		return [...suspects.map((place) => [place]), all.filter((place) => !suspects.includes(place))];
	}
	const middle = Math.ceil(count / 2);
	return [all.slice(0, middle), all.slice(middle)];
}

/** The outcome of each mail of a call that was accepted. */
function accepted(body: unknown, count: number): (place: number) => SendOutcome {
	const answer = isObject(body) ? body : {};
	const several = answer['messageIds'];
	const ids = Array.isArray(several) ? several.map((id: unknown) => (typeof id === 'string' ? bareMessageId(id) : null)) : [bareMessageId(textAt(answer, 'messageId'))];
	const fit = ids.length === count && new Set(ids).size === count;
	return (place) => ({ kind: 'sent', reply: 'Accepted by Brevo', remoteId: fit ? (ids[place] ?? null) : null });
}

function settled(mails: readonly OutgoingMail[], outcome: (place: number) => SendOutcome): NextStep {
	return { kind: 'settled', outcomes: outcomesOf(mails, outcome) };
}

function outcomesOf(mails: readonly OutgoingMail[], outcome: (place: number) => SendOutcome): readonly SendOutcome[] {
	return mails.map((_, place) => outcome(place));
}

function unreachable(mails: readonly OutgoingMail[], reply: string): NextStep {
	return settled(mails, () => ({ kind: 'unreachable', reply }));
}
