import { createTransport } from 'nodemailer';

import { createSmtpChannel } from '../../connectors/smtp/SmtpChannel';
import { WITHOUT_LINKS } from '../../engine/delivery/DeliveryLinks';
import { spawnSmtpSink } from '../../test/simulators/spawnSmtpSink';
import type { Bench } from '../Bench';
import { compare, timed } from '../compare';
import { MailQueue } from '../MailQueue';

const MAILS = 5_000;
const CONNECTIONS = 5;
const HTML = `<p>Dear {{ recipient.name }},</p><p>${'Our offers of the month are here, and they are good. '.repeat(20)}</p><p><a href="https://www.example.com/offer">Have a look</a></p>`;
const SUBJECT = 'Something for you, {{ recipient.name }}';

/** 5,000 messages to a local mail server, rendered, marked and settled, against a bare nodemailer pool that sends the same. */
export const bench: Bench = {
	name: 'delivery',
	async *run({ runs }) {
		const sink = await spawnSmtpSink();
		const queue = await MailQueue.create(MAILS, { subject: SUBJECT, html: HTML });
		try {
			const figure = await compare({
				name: 'VM-08 5,000 messages by SMTP',
				store: 'sqlite',
				runs: Math.min(runs, 5),
				bar: { op: '<=', value: 1 },
				async ours() {
					await queue.fill(MAILS);
					const channel = createSmtpChannel({ host: '127.0.0.1', port: sink.port, secure: 'none', user: '', password: '', maxConnections: CONNECTIONS });
					const { milliseconds, result } = await timed(() => queue.deliver(channel, WITHOUT_LINKS));
					await channel.close();
					return { milliseconds, checksum: String(result.sent) };
				},
				async reference() {
					return { milliseconds: await bare(sink.port), checksum: String(MAILS) };
				},
			});
			// As mails a second, so that more is better.
			const perSecond = (milliseconds: number): number => (MAILS / milliseconds) * 1_000;
			yield { ...figure, ours: perSecond(figure.ours), reference: perSecond(figure.reference), unit: 'mails/s', ratio: 1 / figure.ratio, bar: { op: '>=', value: 0.85 } };
		} finally {
			await queue.close();
			await sink.stop();
		}
	},
};

/** The same mails, written out beforehand, through nodemailer's pool and nothing else. */
async function bare(port: number): Promise<number> {
	const pool = createTransport({ pool: true, host: '127.0.0.1', port, secure: false, ignoreTLS: true, maxConnections: CONNECTIONS, maxMessages: 100 });
	const text = `${'Our offers of the month are here, and they are good. '.repeat(20)}\n\nHave a look [https://www.example.com/offer]`;
	const mail = (number: number) => ({
		from: 'news@example.com',
		to: { name: `Person ${number}`, address: `person${number}@example.com` },
		subject: SUBJECT.replace('{{ recipient.name }}', `Person ${number}`),
		html: HTML.replace('{{ recipient.name }}', `Person ${number}`),
		text: `Dear Person ${number},\n\n${text}`,
		headers: { 'X-CRM-Message': `${number}-0123456789abcdef` },
		messageId: `<${number}-0123456789abcdef@example.com>`,
	});
	let next = 1;
	const one = async (): Promise<void> => {
		while (next <= MAILS) await pool.sendMail(mail(next++));
	};
	const { milliseconds } = await timed(() => Promise.all(Array.from({ length: CONNECTIONS * 2 }, one)));
	pool.close();
	return milliseconds;
}
