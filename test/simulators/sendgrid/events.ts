import { randomBytes } from 'node:crypto';
import type { Json } from './json';
import type { KeptMail } from './KeptMail';

/** Events in the words of a post. */
export type EventName =
	| 'processed' | 'dropped' | 'delivered' | 'deferred' | 'bounce' | 'open' | 'click' | 'spamreport' | 'unsubscribe' | 'group_unsubscribe' | 'group_resubscribe';

/** How the settings of a webhook name an event. */
export function settingOf(name: string): string {
	return name === 'spamreport' ? 'spam_report' : name;
}

/** One event of a mail, in the shape of the real ones: custom arguments lie flat beside the rest and never replace it. */
export function eventOf(mail: KeptMail, name: EventName, extra: Json = {}, timestamp: number = Math.floor(Date.now() / 1000)): Json {
	return {
		...mail.customArgs,
		email: mail.to,
		timestamp,
		event: name,
		'smtp-id': `<${mail.messageId}@geopod-ismtpd-${mail.place}>`,
		...(mail.categories.length === 0 ? {} : { category: mail.categories.length === 1 ? mail.categories[0] : mail.categories }),
		sg_event_id: randomBytes(16).toString('base64url'),
		sg_message_id: `${mail.messageId}.recvd-5c9b7d6f8-xk2lp-1-65E1A2B3-${mail.place}.0`,
		...DETAILS[name],
		...extra,
	};
}

const AGENT = { useragent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', ip: '203.0.113.7' };

const DETAILS: Readonly<Record<EventName, Json>> = {
	processed: { send_at: 0 },
	dropped: { reason: 'Unsubscribed Address', status: '5.0.0' },
	delivered: { response: '250 2.0.0 OK', tls: 1, ip: '198.51.100.4' },
	deferred: { response: '451 4.7.1 try again later', attempt: '3', tls: 1 },
	bounce: { reason: '550 5.1.1 The email account that you tried to reach does not exist', status: '5.1.1', type: 'bounce', bounce_classification: 'Invalid Address', tls: 1, ip: '198.51.100.4' },
	open: { ...AGENT, sg_content_type: 'html', sg_machine_open: false },
	click: { ...AGENT, url: 'https://shop.example/offer?a=1&b=2', url_offset: { index: 0, type: 'html' } },
	spamreport: {},
	unsubscribe: {},
	group_unsubscribe: { ...AGENT, asm_group_id: 7, url: 'https://u1.ct.sendgrid.net/asm/' },
	group_resubscribe: { ...AGENT, asm_group_id: 7, url: 'https://u1.ct.sendgrid.net/asm/' },
};
