import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from '../Bench';
import type { CallLimit } from '../MailService';
import { MailQueue } from '../MailQueue';
import { mailing, PLAIN_TEMPLATE, RECIPIENTS_A_CALL } from '../serviceMailing';

const LATENCY = 50;
/**
 * Brevo's published limit for mailings, a hundred calls a minute, with a minute of six seconds: the same rate, several
 * windows in a run of bearable length. SendGrid publishes none for sending; it is given the same.
 */
const LIMIT: CallLimit = { calls: 10, milliseconds: 6_000 };
const CALLS = 60;
const SERVICES = [
	{ service: 'sendgrid', name: 'SendGrid' },
	{ service: 'brevo', name: 'Brevo' },
] as const;

/** How long a mailing takes where calls take their time and the service lets only so many through, against what it lets through. */
export const bench: Bench = {
	name: 'service pace',
	async *run() {
		const recipients = CALLS * RECIPIENTS_A_CALL;
		const reference = leastTime(CALLS, LIMIT);
		const queue = await MailQueue.create(recipients, PLAIN_TEMPLATE);
		try {
			for (const { service, name } of SERVICES) {
				// Once: it is the sum of six windows anyway.
				const { milliseconds } = await mailing(queue, recipients, { service, latency: LATENCY, limit: LIMIT }, () => windowStart(LIMIT));
				yield {
					name: `VM-08 60,000 messages within the limits of ${name}`,
					store: 'sqlite',
					ours: milliseconds / 1_000,
					reference: reference / 1_000,
					unit: 's',
					ratio: milliseconds / reference,
					bar: { op: '<=', value: 1.2 },
				};
			}
		} finally {
			await queue.close();
		}
	},
};

/**
 * The least time that a limit allows for so many calls, in ms, were they on their way for no time at all: a window's
 * calls go at its beginning, so the last ones wait for all windows but their own.
 */
function leastTime(calls: number, limit: CallLimit): number {
	return (Math.ceil(calls / limit.calls) - 1) * limit.milliseconds;
}

/** SendGrid's windows begin by the clock: whoever begins in the middle of one has less to wait. */
async function windowStart({ milliseconds }: CallLimit): Promise<void> {
	await sleep(milliseconds - (Date.now() % milliseconds));
}
