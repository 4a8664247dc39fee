import type { SendOutcome } from './MailChannel';
import { MAX_ATTEMPTS, nextAttemptAt, type MessageState } from './MessageState';

const LONGEST_REPLY = 1_000;

/** What an outcome makes of a message that was being sent. */
export interface AfterSending {
	readonly state: Extract<MessageState, 'sent' | 'failed' | 'queued' | 'uncertain'>;
	readonly attempts: number;
	readonly nextAttemptAt: number | null;
	readonly serverReply: string | null;
	readonly remoteId: string | null;
	readonly reason: string | null;
}

/** @param attempts tries before this one that the server answered */
export function afterSending(outcome: SendOutcome, attempts: number, now: number): AfterSending {
	const base = { serverReply: storable(outcome.reply), remoteId: null, nextAttemptAt: null, reason: null };
	switch (outcome.kind) {
		case 'sent':
			return { ...base, state: 'sent', attempts: attempts + 1, remoteId: outcome.remoteId === null ? null : storable(outcome.remoteId) };
		case 'refused': {
			const tried = attempts + 1;
			if (outcome.permanent) return { ...base, state: 'failed', attempts: tried, reason: 'Refused by the server' };
			if (tried >= MAX_ATTEMPTS) return { ...base, state: 'failed', attempts: tried, reason: 'Refused again and again' };
			return { ...base, state: 'queued', attempts: tried, nextAttemptAt: nextAttemptAt(now, tried) };
		}
		case 'unreachable':
			// Nothing is wrong with this mail: it is not counted as a try.
			return { ...base, state: 'queued', attempts };
		case 'uncertain':
			return { ...base, state: 'uncertain', attempts: attempts + 1, reason: 'The answer was lost' };
	}
}

/** For a mail that certainly did not go out, and of which nothing was heard. */
export function notBegun(attempts: number): AfterSending {
	return { state: 'queued', attempts, nextAttemptAt: null, serverReply: null, remoteId: null, reason: null };
}

/** A service's words as every store takes them: PostgreSQL has no NUL, and nobody reads pages of them. */
function storable(words: string): string {
	return words.replaceAll('\u0000', ' ').slice(0, LONGEST_REPLY);
}
