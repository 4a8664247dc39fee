import { randomUUID } from 'node:crypto';

import { takeUpEvents } from '../events/takeUpEvents';
import type { Store } from '../store/Store';
import { afterSending, notBegun } from './afterSending';
import { claimMessages, FIRST_DUE } from './claimMessages';
import type { DeliverOptions, DeliveryEnd, DeliveryResult } from './DeliverOptions';
import type { MailChannel, OutgoingMail, SendOutcome } from './MailChannel';
import { MailRenderer, type RenderedMessage } from './MailRenderer';
import { Pace } from './Pace';
import { releaseClaims, settleAndMark, type Settled } from './settleMessages';

export type { DeliverOptions, DeliveryEnd, DeliveryResult } from './DeliverOptions';

/** Messages claimed at a time: enough to keep the channel busy, few enough to be done within the lease. */
const CLAIM = 250;

/**
 * Handed to the channel at once, in multiples of what it sends at a time: the wire never waits for the store's disk,
 * and a kill leaves no more than that uncertain.
 */
const AHEAD = 3;

/** How long an outcome waits for others to be written with, in ms. */
const LONGEST_UNWRITTEN = 100;

/** How often the outcomes of the last mails are tried to be written: a database that restarts is back in some seconds. */
const LAST_TRIES = 6;

/**
 * Sends queued messages through a channel until the queue is empty or a limit is reached (decision 6). Any number of
 * processes may deliver at once. Killed at any moment: what was on the wire becomes uncertain, the rest is sent by the
 * next run, and nobody is mailed twice.
 */
export async function deliver(store: Store, channel: MailChannel, options: DeliverOptions): Promise<DeliveryResult> {
	return await new DeliveryRun(store, channel, options).toEnd();
}

class DeliveryRun {
	private readonly worker = randomUUID();
	private readonly renderer: MailRenderer;
	private readonly pace: Pace;
	private readonly start = Date.now();
	private ready: RenderedMessage[] = [];
	private settled: Settled[] = [];
	private onTheWire = 0;
	private claimed = 0;
	private claimedThrough = 0;
	private claimedDue = FIRST_DUE;
	private lastCommit = performance.now();
	private claiming: Promise<void> | null = null;
	private queueEmpty = false;
	private unreachable: string | null = null;
	private failure: Error | null = null;
	private woken = false;
	private wakeUp: () => void = () => undefined;
	private readonly counts = { sent: 0, failed: 0, deferred: 0, uncertain: 0, notSent: 0, withoutSender: 0, withoutUnsubscribe: 0 };

	constructor(
		private readonly store: Store,
		private readonly channel: MailChannel,
		private readonly options: DeliverOptions,
	) {
		this.renderer = new MailRenderer(store, { from: options.from, links: options.links, channel });
		this.pace = new Pace(options.rate);
	}

	async toEnd(): Promise<DeliveryResult> {
		try {
			while (!this.finished()) {
				this.claimAhead();
				if (!this.worthACommit() || !(await this.settleAndSend())) await this.somethingHappens();
				if (this.failure !== null) throw this.failure;
			}
		} catch (error) {
			// From here on nothing more goes out.
			this.failure ??= asError(error);
			throw this.failure;
		} finally {
			await this.claiming;
			while (this.onTheWire > 0) await this.somethingHappens();
			await this.settleRest();
		}
		return this.result();
	}

	/** What became of the last mails is written down, and what was not begun given back, also where the store failed a moment ago. */
	private async settleRest(): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			try {
				await this.settleAndSend();
				await this.store.run(releaseClaims, { worker: this.worker });
				return;
			} catch (error) {
				this.failure ??= asError(error);
				if (attempt === LAST_TRIES) throw this.failure;
				await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
			}
		}
	}

	private finished(): boolean {
		if (this.onTheWire > 0 || this.settled.length > 0) return false;
		if (this.stopping()) return true;
		return this.queueEmpty && this.ready.length === 0 && this.claiming === null;
	}

	private stopping(): boolean {
		return this.unreachable !== null || this.failure !== null || this.options.signal?.aborted === true || this.limitReached();
	}

	private limitReached(): boolean {
		const { maxMessages, maxTime } = this.options;
		if (maxTime !== null && Date.now() - this.start >= maxTime) return true;
		return maxMessages !== null && this.ready.length === 0 && this.claiming === null && this.claimed >= maxMessages;
	}

	/** Claims and renders the next page while the last one is on its way. */
	private claimAhead(): void {
		const limit = this.claimLimit();
		if (this.claiming !== null || this.queueEmpty || this.stopping() || limit <= 0) return;
		if (this.ready.length >= Math.max(this.channel.batchSize, limit / 2)) return;
		this.claiming = this.claim(limit)
			.catch((error: unknown) => {
				this.failure ??= asError(error);
			})
			.finally(() => {
				this.claiming = null;
				this.wake();
			});
	}

	private claimLimit(): number {
		const most = Math.max(CLAIM, 2 * this.channel.batchSize);
		const left = this.options.maxMessages === null ? most : Math.min(most, this.options.maxMessages - this.claimed);
		// At a slow pace only what goes out within a minute: a claim is a lease.
		return this.options.rate === null ? left : Math.min(left, Math.max(1, Math.ceil(this.options.rate * 60)));
	}

	private async claim(limit: number): Promise<void> {
		// Who said no a moment ago gets nothing, whatever is being written meanwhile.
		await takeUpEvents(this.store);
		const { messages, notSent, throughId, throughDue } = await this.store.run(claimMessages, {
			worker: this.worker,
			limit,
			campaignId: this.options.campaignId,
			afterId: this.claimedThrough,
			afterDue: this.claimedDue,
		});
		this.counts.notSent += notSent;
		this.claimed += messages.length;
		// At the end of the queue it is looked through once more: meanwhile earlier ones came back.
		const nothing = throughId === null && throughDue === null;
		if (nothing && this.claimedThrough === 0 && this.claimedDue === FIRST_DUE) this.queueEmpty = true;
		this.claimedThrough = nothing ? 0 : (throughId ?? this.claimedThrough);
		this.claimedDue = nothing ? FIRST_DUE : (throughDue ?? this.claimedDue);
		for (const rendered of await this.renderer.render(messages)) {
			switch (rendered.kind) {
				case 'mail':
					this.ready.push(rendered);
					break;
				// Given back at the end: somebody has to say whom it comes from, or how to unsubscribe, first.
				case 'no sender':
					this.counts.withoutSender++;
					break;
				case 'no unsubscribe':
					this.counts.withoutUnsubscribe++;
					break;
				case 'problem':
					this.settle(rendered.message.id, null, { ...afterSending({ kind: 'refused', permanent: true, reply: rendered.problem }, rendered.message.attempts, Date.now()), reason: 'The template could not be filled in' });
					break;
			}
		}
	}

	/** Outcomes are written several at a time while the wire is busy without them, but none waits long: it would be uncertain after a kill. */
	private worthACommit(): boolean {
		const atATime = this.channel.concurrency * this.channel.batchSize;
		if (this.onTheWire <= atATime || this.settled.length >= atATime) return true;
		return this.settled.length > 0 && performance.now() - this.lastCommit >= LONGEST_UNWRITTEN;
	}

	/** One durable commit, then the wire. Answers whether there was anything to do. */
	private async settleAndSend(): Promise<boolean> {
		const settled = this.settled;
		const next = this.stopping() ? [] : this.takeNext();
		if (settled.length === 0 && next.length === 0) return false;
		this.settled = [];
		this.lastCommit = performance.now();
		const { marked, notSent } = await this.store
			.run(settleAndMark, {
				worker: this.worker,
				channel: this.channel.name,
				settled,
				mark: next.map((rendered) => rendered.message.id),
			})
			.catch((error: unknown) => {
				this.failure ??= asError(error);
				// Whether it was committed or not: the outcomes are kept, and what was to go out certainly did not.
				this.settled = [...settled, ...next.map(({ message }) => ({ ...notBegun(message.attempts), id: message.id, subject: null })), ...this.settled];
				throw error;
			});
		this.counts.notSent += notSent;
		if (settled.length > 0) this.options.onProgress?.(this.result());
		const may = new Set(marked);
		const going = next.filter((rendered) => may.has(rendered.message.id));
		this.pace.take(going.length);
		for (let at = 0; at < going.length; at += this.channel.batchSize) this.send(going.slice(at, at + this.channel.batchSize));
		return true;
	}

	private takeNext(): RenderedMessage[] {
		const { concurrency, batchSize } = this.channel;
		const room = (batchSize === 1 ? AHEAD : 1) * concurrency * batchSize - this.onTheWire;
		const paced = this.pace.allowed();
		const allowed = Math.min(room, paced, this.ready.length);
		// A call that is not full costs as much as a full one: it waits while more are being claimed.
		const whole = paced < batchSize || !this.moreToCome() ? allowed : allowed - (allowed % batchSize);
		return whole <= 0 ? [] : this.ready.splice(0, whole);
	}

	private moreToCome(): boolean {
		return !this.queueEmpty && !this.stopping() && this.claimLimit() > 0;
	}

	private send(batch: readonly RenderedMessage[]): void {
		this.onTheWire += batch.length;
		void this.outcomes(batch.map((rendered) => rendered.mail)).then((outcomes) => {
			this.onTheWire -= batch.length;
			batch.forEach((rendered, index) => {
				const outcome = outcomes[index] ?? { kind: 'uncertain', reply: 'The channel gave no answer for this mail.' };
				if (outcome.kind === 'unreachable') this.unreachable ??= outcome.reply;
				this.settle(rendered.message.id, rendered.mail.subject, afterSending(outcome, rendered.message.attempts, Date.now()));
			});
			this.wake();
		});
	}

	private async outcomes(mails: readonly OutgoingMail[]): Promise<readonly SendOutcome[]> {
		try {
			return await this.channel.send(mails);
		} catch (error) {
			// A channel must not throw; if it does, nobody knows what left.
			const reply = error instanceof Error ? error.message : String(error);
			return mails.map(() => ({ kind: 'uncertain', reply }));
		}
	}

	private settle(id: number, subject: string | null, after: Omit<Settled, 'id' | 'subject'>): void {
		this.settled.push({ ...after, id, subject });
		switch (after.state) {
			case 'sent':
				this.counts.sent++;
				break;
			case 'failed':
				this.counts.failed++;
				break;
			case 'uncertain':
				this.counts.uncertain++;
				break;
			case 'queued':
				// Without a time to wait for nothing was wrong with the mail itself.
				if (after.nextAttemptAt !== null) this.counts.deferred++;
				break;
		}
	}

	/** Until an answer, a page of claims, or the pace lets the next one go; at once if that was since the last wait. */
	private async somethingHappens(): Promise<void> {
		const patience = this.settled.length > 0 ? LONGEST_UNWRITTEN : 1_000;
		const wait = Math.min(patience, (this.ready.length > 0 ? this.pace.waitFor() : null) ?? patience);
		if (!this.woken) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, wait);
				this.wakeUp = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
		this.woken = false;
	}

	private wake(): void {
		this.woken = true;
		this.wakeUp();
	}

	private result(): DeliveryResult {
		return { ...this.counts, ended: this.end() };
	}

	private end(): DeliveryEnd {
		if (this.unreachable !== null) return { kind: 'unreachable', reply: this.unreachable };
		if (this.options.signal?.aborted) return { kind: 'stopped' };
		return this.queueEmpty && this.ready.length === 0 ? { kind: 'queue empty' } : { kind: 'limit reached' };
	}
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
