import type { OutgoingMail, Piece, SharedBody } from '../../../engine/delivery/MailChannel';
import { SendGridApi } from '../../../connectors/sendgrid/SendGridApi';
import type { SendGridOptions } from '../../../connectors/sendgrid/mailSendBody';
import { SendGridChannel } from '../../../connectors/sendgrid/SendGridChannel';
import type { SendGridSettings } from '../../../connectors/sendgrid/SendGridSettings';
import { TEST_KEY } from '../../simulators/sendgrid/SendGridRules';

/** A template with two gaps, the first of them in all three texts. */
export const BODY: SharedBody = {
	id: 'body-1',
	subject: ['An offer for ', 0],
	html: ['<p>Dear ', 0, '</p><a href="https://shop.example/u/', 1, '">Unsubscribe</a>'],
	text: ['Dear ', 0, '\nUnsubscribe: https://shop.example/u/', 1],
};

/** A mail of that template (or another), filled with these values. */
export function mailOf(ref: string, values: readonly string[] = [`Ada ${ref}`, `token-${ref}`], changes: Partial<OutgoingMail> = {}, body: SharedBody = BODY): OutgoingMail {
	const fill = (pieces: readonly Piece[]): string => pieces.map((piece) => (typeof piece === 'string' ? piece : (values[piece] ?? ''))).join('');
	return {
		messageRef: `${ref}-0123456789abcdef`,
		from: { name: 'Sales', address: 'sales@shop.example' },
		to: { name: `Ada ${ref}`, address: `${ref}@people.example` },
		replyTo: { name: null, address: 'answers@shop.example' },
		returnPath: null,
		subject: fill(body.subject),
		html: fill(body.html),
		text: fill(body.text),
		filled: { body, values },
		marketing: true,
		tracking: null,
		headers: { 'List-Unsubscribe': `<https://shop.example/u/${values[1] ?? ''}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
		...changes,
	};
}

export function mailsOf(count: number, prefix = 'm'): readonly OutgoingMail[] {
	return Array.from({ length: count }, (_, i) => mailOf(`${prefix}${i}`));
}

export function apiTo(url: string, changes: Partial<SendGridSettings> = {}): SendGridApi {
	return new SendGridApi({ apiKey: TEST_KEY, region: 'global', subuser: null, baseUrl: url, sendTimeout: 2_000, ...changes });
}

export function channelTo(url: string, options: Partial<SendGridOptions> = {}, changes: Partial<SendGridSettings> = {}): SendGridChannel {
	return new SendGridChannel(apiTo(url, changes), options);
}
