import type { Bench } from '../Bench';
import { MailQueue } from '../MailQueue';
import { mailing, PLAIN_TEMPLATE, RECIPIENTS_A_CALL } from '../serviceMailing';

const RECIPIENTS = 100_000;
const SERVICES = [
	{ service: 'sendgrid', name: 'SendGrid' },
	{ service: 'brevo', name: 'Brevo' },
] as const;

/** How many calls a mailing takes, delivered from the queue, against the least there can be: counted, so once is enough. */
export const bench: Bench = {
	name: 'service calls',
	async *run({ stores, say }) {
		const recipients = stores.scaled(RECIPIENTS);
		const least = Math.ceil(recipients / RECIPIENTS_A_CALL);
		const queue = await MailQueue.create(recipients, PLAIN_TEMPLATE);
		try {
			for (const { service, name } of SERVICES) {
				const { milliseconds, counts } = await mailing(queue, recipients, { service, latency: 0, limit: null });
				say(`${name} took ${recipients.toLocaleString('en')} messages in ${(milliseconds / 1_000).toFixed(1)} s.`);
				yield {
					name: `VM-08 calls for 100,000 recipients by ${name}`,
					store: 'sqlite',
					ours: counts.calls,
					reference: least,
					unit: 'calls',
					ratio: counts.calls / least,
					bar: { op: '<=', value: 1.01 },
				};
			}
		} finally {
			await queue.close();
		}
	},
};
