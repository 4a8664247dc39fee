import { setTimeout as sleep } from 'node:timers/promises';

import type { MailChannel, OutgoingMail, SendOutcome } from '../../engine/delivery/MailChannel';
import { addressFault } from '../smtp/smtpMail';
import { BrevoApi } from './BrevoApi';
import type { BrevoAnswer } from './brevoAnswer';
import type { BrevoSettings } from './BrevoSettings';
import { verifyAccount } from './readAccount';
import { composeCall } from './send/composeCall';
import { afterRepetition, type NextStep, nextStep } from './send/nextStep';
import { MOST_VERSIONS, planCalls } from './send/planCalls';

/** For a call of up to 15 MB and its answer. */
const ANSWER_TIMEOUT = 3 * 60_000;
/**
 * A lost sending is repeated only when it began at most so long ago, ms. With the wait for the rate and the call itself
 * the repetition then arrives within ten minutes: Brevo remembers keys for 30 (an older page says 15).
 */
const REPEAT_WITHIN = 5 * 60_000;
const TOO_LATE: BrevoAnswer = { kind: 'lost', reason: 'too much time had passed for that', head: null };
/** Further calls that one batch may take to find mails that Brevo refuses without naming them. */
const MOST_FURTHER_CALLS = 40;

/**
 * What Brevo does by itself, known without signing in: it counts opens and clicks. It also writes a List-Unsubscribe
 * header of its own, but nothing that readers see: a mail still has to bring a link.
 */
export const BREVO_ABILITIES: Pick<MailChannel, 'batchSize' | 'fillsGaps' | 'addsUnsubscribe' | 'tracks'> = { batchSize: MOST_VERSIONS, fillsGaps: false, addsUnsubscribe: false, tracks: true };

/** A way out through Brevo: a thousand recipients a call, each with a mail of their own. Waits for Brevo's rate by itself. */
export function createBrevoChannel(settings: BrevoSettings): MailChannel {
	return new BrevoChannel(settings);
}

class BrevoChannel implements MailChannel {
	readonly name = 'brevo';
	readonly batchSize = MOST_VERSIONS;
	/** 100 calls a minute may go; two on their way use that up when a call takes no longer than a second. */
	readonly concurrency = 2;
	readonly fillsGaps = BREVO_ABILITIES.fillsGaps;
	readonly addsUnsubscribe = BREVO_ABILITIES.addsUnsubscribe;
	readonly tracks = BREVO_ABILITIES.tracks;
	private readonly api: BrevoApi;
	private readonly underWay = new Set<Promise<unknown>>();

	constructor(private readonly settings: BrevoSettings) {
		this.api = new BrevoApi(settings);
	}

	async verify(): Promise<void> {
		await verifyAccount(this.api);
	}

	async send(batch: readonly OutgoingMail[]): Promise<readonly SendOutcome[]> {
		const sending = new BatchSending(this.api, this.settings, batch).outcomes();
		this.underWay.add(sending);
		return sending.finally(() => this.underWay.delete(sending));
	}

	/** Lets calls under way finish. */
	async close(): Promise<void> {
		await Promise.allSettled(this.underWay);
	}
}

/** One batch on its way. */
class BatchSending {
	private readonly found = new Map<number, SendOutcome>();
	private furtherCalls = 0;
	/** Why nothing more goes out: the account, the key or the service, not the mails. */
	private stopped: SendOutcome | null = null;

	constructor(
		private readonly api: BrevoApi,
		private readonly settings: BrevoSettings,
		private readonly batch: readonly OutgoingMail[],
	) {}

	/** One per mail, in order. */
	async outcomes(): Promise<readonly SendOutcome[]> {
		const { calls, tooLarge } = planCalls(this.batch, this.withSoundAddresses());
		for (const place of tooLarge) this.found.set(place, { kind: 'refused', permanent: true, reply: 'This mail is larger than Brevo takes' });
		for (const call of calls) await this.sendCall(call);
		return this.batch.map((_, place) => this.found.get(place) ?? { kind: 'unreachable', reply: 'It did not come to this mail' });
	}

	/** A malformed address would have Brevo refuse all of its call. */
	private withSoundAddresses(): number[] {
		return this.batch.flatMap((mail, place) => {
			const fault = addressFault(mail);
			if (fault === null) return [place];
			this.found.set(place, { kind: 'refused', permanent: true, reply: fault });
			return [];
		});
	}

	private async sendCall(places: readonly number[]): Promise<void> {
		if (this.stopped !== null) return this.settle(places, this.stopped);
		const mails = places.flatMap((place) => this.batch[place] ?? []);
		const step = await this.certain(mails);
		switch (step.kind) {
			case 'settled':
				places.forEach((place, index) => {
					const outcome = step.outcomes[index];
					if (outcome === undefined) return;
					this.found.set(place, outcome);
					if (outcome.kind === 'unreachable') this.stopped = outcome;
				});
				return;
			case 'again':
				this.settle(placesOf(places, step.refused), { kind: 'refused', permanent: true, reply: step.reply });
				for (const group of step.groups) {
					if (++this.furtherCalls <= MOST_FURTHER_CALLS) await this.sendCall(placesOf(places, group));
					// Not one mail's fault then: they are tried again later, some minutes apart.
					else this.settle(placesOf(places, group), { kind: 'refused', permanent: false, reply: step.reply });
				}
		}
	}

	/** The call, and once more where its answer was lost. */
	private async certain(mails: readonly OutgoingMail[]): Promise<Exclude<NextStep, { kind: 'repeat' }>> {
		const body = composeCall(mails, this.settings.sandbox ?? false);
		const began = Date.now();
		const step = nextStep(await this.post(body), mails);
		if (step.kind !== 'repeat') return step;
		await sleep(this.settings.repeatPause ?? 1_000);
		const answer: BrevoAnswer = Date.now() - began > REPEAT_WITHIN ? TOO_LATE : await this.post(body);
		return { kind: 'settled', outcomes: afterRepetition(answer, mails, step.reason) };
	}

	private post(body: unknown): Promise<BrevoAnswer> {
		// Not repeatable for the client: how it is repeated, and what that proves, is decided here.
		return this.api.ask({ method: 'POST', path: '/smtp/email', body: { kind: 'json', value: body }, repeatable: false, answerTimeout: this.settings.answerTimeout ?? ANSWER_TIMEOUT });
	}

	private settle(places: readonly number[], outcome: SendOutcome): void {
		for (const place of places) this.found.set(place, outcome);
	}
}

function placesOf(places: readonly number[], indexes: readonly number[]): number[] {
	return indexes.flatMap((index) => places[index] ?? []);
}
