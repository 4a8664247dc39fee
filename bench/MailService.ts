import { join } from 'node:path';

import { createBrevoChannel } from '../connectors/brevo/BrevoChannel';
import { SendGridApi } from '../connectors/sendgrid/SendGridApi';
import { SendGridChannel } from '../connectors/sendgrid/SendGridChannel';
import type { MailChannel } from '../engine/delivery/MailChannel';
import { BenchProcess } from './BenchProcess';

/** At most so many calls in so many ms. */
export interface CallLimit {
	readonly calls: number;
	readonly milliseconds: number;
}

export interface MailServiceRules {
	readonly service: 'sendgrid' | 'brevo';
	/** Added to each call that sends, in ms. */
	readonly latency: number;
	/** Of calls that send. Null: the simulator's own. */
	readonly limit: CallLimit | null;
}

/** What a service has seen so far. */
export interface MailServiceCounts {
	/** That were to send, refused ones too. */
	readonly calls: number;
	/** It took over. */
	readonly mails: number;
	/** That got one. */
	readonly addresses: number;
}

interface MailServiceAddress {
	readonly url: string;
	readonly apiKey: string;
}

export type MailServiceReply = MailServiceAddress | MailServiceCounts;

/** A simulated mail service, and our way out to it. */
export class MailService {
	private constructor(
		private readonly child: BenchProcess,
		private readonly rules: MailServiceRules,
		private readonly address: MailServiceAddress,
	) {}

	static async start(rules: MailServiceRules): Promise<MailService> {
		const child = new BenchProcess(join(__dirname, 'mailServiceProcess.js'), rules);
		return new MailService(child, rules, await child.reply<MailServiceAddress>());
	}

	/** As *Campaign Email* makes it; Brevo's limit is told by its published figures, SendGrid's only by its answers. */
	channel(): MailChannel {
		const { apiKey, url } = this.address;
		const { limit, service } = this.rules;
		if (service === 'sendgrid') return new SendGridChannel(new SendGridApi({ apiKey, region: 'global', subuser: null, baseUrl: url }));
		const limits = limit === null ? {} : { limits: { send: { windows: [{ most: limit.calls, window: limit.milliseconds }], longestWait: 65_000 } } };
		return createBrevoChannel({ apiKey, baseUrl: url, ...limits });
	}

	async counts(): Promise<MailServiceCounts> {
		return await this.child.ask<MailServiceCounts>('counts');
	}

	async stop(): Promise<void> {
		await this.child.stop();
	}
}
