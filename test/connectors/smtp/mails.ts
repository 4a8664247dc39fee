import type { OutgoingMail } from '../../../engine/delivery/MailChannel';
import type { SmtpSettings } from '../../../connectors/smtp/SmtpSettings';

/** A mail ready to send; `ref` makes its reference and recipient. */
export function mailTo(ref: string, changes: Partial<OutgoingMail> = {}): OutgoingMail {
	return {
		messageRef: ref,
		from: { name: 'Sales', address: 'sales@shop.example' },
		to: { name: 'Ada', address: `${ref}@people.example` },
		replyTo: null,
		returnPath: null,
		subject: `Hello ${ref}`,
		html: `<p>Hello <b>${ref}</b>, here is our offer.</p>`,
		text: `Hello ${ref}, here is our offer.`,
		filled: null,
		marketing: true,
		tracking: null,
		headers: {},
		...changes,
	};
}

/** Settings for a sink on loopback, with short time-outs. */
export function sinkSettings(port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings {
	return {
		host: '127.0.0.1',
		port,
		secure: 'none',
		user: '',
		password: '',
		connectionTimeout: 2000,
		greetingTimeout: 700,
		socketTimeout: 1000,
		...changes,
	};
}
