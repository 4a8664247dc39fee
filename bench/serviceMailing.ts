import type { DeliveryLinks } from '../engine/delivery/DeliveryLinks';
import { timed } from './compare';
import type { MailQueue, MailTemplate } from './MailQueue';
import { MailService, type MailServiceCounts, type MailServiceRules } from './MailService';

/** The most recipients that either service takes in one call. */
export const RECIPIENTS_A_CALL = 1_000;

/** A plain template: some merge fields, and the link that marketing has to have. */
export const PLAIN_TEMPLATE: MailTemplate = {
	subject: 'Something for you, {{ recipient.first_name }}',
	html: `<p>Dear {{ recipient.name }},</p><p>${'Our offers of the month are here, and they are good. '.repeat(20)}</p>
		<p>Come and see us in {{ recipient.city }}, or <a href="https://www.example.com/offer">have a look</a>.</p>
		<p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>`,
};

const LINKS: DeliveryLinks = { unsubscribePage: 'https://n8n.example.com/webhook/unsubscribe', tracking: null, bounces: null, unsubscribeRequired: true };

export interface Mailing {
	readonly milliseconds: number;
	readonly counts: MailServiceCounts;
}

/**
 * Queues a message for so many people and delivers them to a service that was never used before; everyone gets one.
 * @param begin waited for before the delivery, which is what is timed
 */
export async function mailing(queue: MailQueue, recipients: number, rules: MailServiceRules, begin: () => Promise<void> = () => Promise.resolve()): Promise<Mailing> {
	await queue.fill(recipients);
	const service = await MailService.start(rules);
	try {
		const channel = service.channel();
		await begin();
		const { milliseconds, result } = await timed(() => queue.deliver(channel, LINKS));
		await channel.close();
		const counts = await service.counts();
		if (result.sent !== recipients || counts.mails !== recipients || counts.addresses !== recipients) {
			throw new Error(`Of ${recipients} messages ${result.sent} were sent; ${rules.service} took ${counts.mails} for ${counts.addresses} addresses. ${JSON.stringify(result)}`);
		}
		return { milliseconds, counts };
	} finally {
		await service.stop();
	}
}
