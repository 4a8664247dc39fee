import type { MailChannel, OutgoingMail, SendOutcome } from '../../engine/delivery/MailChannel';
import { CallSlots } from './CallSlots';
import { DEFAULT_SENDGRID_OPTIONS, mailSendBody, type SendGridOptions } from './mailSendBody';
import { callOf, planCalls, type PlannedCall, type PlannedMail } from './planCalls';
import type { SendGridApi } from './SendGridApi';
import { SENDGRID_LIMITS } from './sendGridLimits';
import { sendVerdict } from './sendVerdict';

/** Calls under way at once, over all batches: mails that cost a call each would crawl one by one. */
const CALLS_AT_ONCE = 10;

/** It takes bodies with gaps, adds its own link to unsubscribe where mails bring none, and follows opens and clicks. */
export const SENDGRID_ABILITIES: Pick<MailChannel, 'batchSize' | 'fillsGaps' | 'addsUnsubscribe' | 'tracks'> = { batchSize: SENDGRID_LIMITS.recipientsPerCall, fillsGaps: true, addsUnsubscribe: true, tracks: true };

/**
 * A way out through SendGrid: a thousand recipients a call where mails share a body. A call that may have been
 * accepted is never made again: SendGrid knows no idempotency key.
 */
export class SendGridChannel implements MailChannel {
	readonly name = 'sendgrid';
	readonly batchSize = SENDGRID_LIMITS.recipientsPerCall;
	readonly concurrency = 2;
	readonly fillsGaps = SENDGRID_ABILITIES.fillsGaps;
	readonly addsUnsubscribe = SENDGRID_ABILITIES.addsUnsubscribe;
	readonly tracks = SENDGRID_ABILITIES.tracks;
	private readonly options: SendGridOptions;
	private readonly slots = new CallSlots(CALLS_AT_ONCE);
	private readonly underWay = new Set<Promise<unknown>>();
	private shut = false;

	constructor(
		private readonly api: SendGridApi,
		options: Partial<SendGridOptions> = {},
	) {
		this.options = { ...DEFAULT_SENDGRID_OPTIONS, ...options };
	}

	verify(): Promise<void> {
		return this.api.verify(['mail.send']);
	}

	async send(batch: readonly OutgoingMail[]): Promise<readonly SendOutcome[]> {
		const settled = new BatchOutcomes(this.api.clean);
		const sending = Promise.all(planCalls(batch).map((call) => this.sendCall(call, settled)));
		this.underWay.add(sending);
		await sending.finally(() => this.underWay.delete(sending));
		return batch.map((_mail, index) => settled.of(index));
	}

	/** Lets calls under way finish; those still waiting for their turn become *unreachable*. */
	async close(): Promise<void> {
		this.shut = true;
		await Promise.allSettled(this.underWay);
	}

	/** Makes a call, and others in its place as long as its answers say that nothing of it was accepted. */
	private async sendCall(call: PlannedCall, settled: BatchOutcomes): Promise<void> {
		const { mails } = call;
		if (mails.length === 0) return;
		const verdict = await this.slots.run(async () => {
			const reason = this.shut ? 'The channel was closed before this mail was handed over' : settled.unreachable;
			if (reason !== null) return { kind: 'settled', outcome: { kind: 'unreachable', reply: reason } } as const;
			return sendVerdict(await this.api.sendMail(Buffer.from(JSON.stringify(mailSendBody(call, this.options)), 'utf8')));
		});
		switch (verdict.kind) {
			case 'settled':
				return settled.settle(mails, verdict.outcome);
			case 'some-refused': {
				for (const [number, reply] of verdict.refused) settled.settle(mails.slice(number, number + 1), { kind: 'refused', permanent: true, reply });
				const rest = mails.filter((_mail, number) => !verdict.refused.has(number));
				// A number beyond the call names nobody: with nobody less the same call would be made for ever.
				if (rest.length === mails.length) return settled.settle(mails, { kind: 'refused', permanent: true, reply: [...verdict.refused.values()].join('; ') });
				return await this.sendCall(callOf(call, rest), settled);
			}
			case 'split': {
				if (mails.length === 1) return settled.settle(mails, { kind: 'refused', permanent: true, reply: verdict.reply });
				const half = Math.ceil(mails.length / 2);
				await Promise.all([mails.slice(0, half), mails.slice(half)].map((part) => this.sendCall(callOf(call, part), settled)));
			}
		}
	}
}

/** What became of a batch's mails so far. */
class BatchOutcomes {
	/** Why SendGrid takes nothing at the moment: what is not yet handed over need not be tried. */
	unreachable: string | null = null;
	private readonly outcomes = new Map<number, SendOutcome>();

	constructor(private readonly clean: (words: string) => string) {}

	settle(mails: readonly PlannedMail[], outcome: SendOutcome): void {
		const clean = { ...outcome, reply: this.clean(outcome.reply) };
		if (outcome.kind === 'unreachable') this.unreachable ??= clean.reply;
		for (const { index } of mails) this.outcomes.set(index, clean);
	}

	of(index: number): SendOutcome {
		return this.outcomes.get(index) ?? { kind: 'unreachable', reply: 'This mail was not handed over' };
	}
}
