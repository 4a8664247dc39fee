import type { MailChannel, OutgoingMail, SendOutcome } from '../../engine/delivery/MailChannel';

/** What a fake channel makes of one mail. */
export type Answer = (mail: OutgoingMail, nth: number) => SendOutcome | Promise<SendOutcome>;

/** A way out for mail that keeps what it was given and answers as it is told. */
export class FakeChannel implements MailChannel {
	readonly name = 'fake';
	readonly mails: OutgoingMail[] = [];
	/** When each mail was handed over, in ms. */
	readonly times: number[] = [];
	private readonly tries = new Map<string, number>();

	constructor(
		private readonly answer: Answer = () => SENT,
		readonly concurrency = 5,
		readonly batchSize = 1,
	) {}

	verify(): Promise<void> {
		return Promise.resolve();
	}

	async send(batch: readonly OutgoingMail[]): Promise<readonly SendOutcome[]> {
		return await Promise.all(
			batch.map(async (mail) => {
				const nth = (this.tries.get(mail.to.address) ?? 0) + 1;
				this.tries.set(mail.to.address, nth);
				this.mails.push(mail);
				this.times.push(performance.now());
				await new Promise((resolve) => setImmediate(resolve));
				return await this.answer(mail, nth);
			}),
		);
	}

	/** Mails by address. */
	byAddress(): ReadonlyMap<string, number> {
		return this.tries;
	}

	close(): Promise<void> {
		return Promise.resolve();
	}
}

export const SENT: SendOutcome = { kind: 'sent', reply: '250 OK', remoteId: 'remote-1' };
