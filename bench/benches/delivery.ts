import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

import { createSmtpChannel } from '../../connectors/smtp/SmtpChannel';
import { runProcess } from '../../engine/campaigns/runProcess';
import { deliver } from '../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../engine/delivery/DeliveryLinks';
import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import { createRecord } from '../../engine/records/writeRecord';
import { createSelection } from '../../engine/selections/createSelection';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { change, defineTransaction } from '../../engine/store/Transaction';
import { sql } from 'kysely';
import { spawnSmtpSink } from '../../test/simulators/spawnSmtpSink';
import type { Bench } from '../Bench';
import { compare, timed } from '../compare';

const MAILS = 5_000;
const CONNECTIONS = 5;
const HTML = `<p>Dear {{ recipient.name }},</p><p>${'Our offers of the month are here, and they are good. '.repeat(20)}</p><p><a href="https://www.example.com/offer">Have a look</a></p>`;
const SUBJECT = 'Something for you, {{ recipient.name }}';

const fill = defineTransaction(__filename, 'write', 'bench.deliveryContacts', function* (tx, input: { count: number }) {
	yield* change(
		tx,
		sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${input.count})
			INSERT INTO contact (name, name_f, email, email_f, email_key, created_at, updated_at)
			SELECT 'Person ' || i, 'person ' || i, 'person' || i || '@example.com', 'person' || i || '@example.com', 'person' || i || '@example.com', 1, 1 FROM n`,
	);
});

/** 5,000 messages to a local mail server, rendered, marked and settled, against a bare nodemailer pool that sends the same. */
export const bench: Bench = {
	name: 'delivery',
	async *run({ runs }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-mail-'));
		const sink = await spawnSmtpSink();
		const store = await SqliteStore.open(join(folder, 'store.sqlite'));
		try {
			await store.run(fill, { count: MAILS });
			let occurrence = 0;
			const queue = await preparer(store);
			const figure = await compare({
				name: 'VM-08 5,000 messages by SMTP',
				store: 'sqlite',
				runs: Math.min(runs, 5),
				bar: { op: '<=', value: 1 },
				async ours() {
					await queue(String(++occurrence));
					const channel = createSmtpChannel({ host: '127.0.0.1', port: sink.port, secure: 'none', user: '', password: '', maxConnections: CONNECTIONS });
					const { milliseconds, result } = await timed(() => deliver(store, channel, { campaignId: null, from: { name: null, address: null, replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null }));
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
			await store.close();
			await sink.stop();
			await rm(folder, { recursive: true, force: true });
		}
	},
};

/** Answers what queues a message for everyone, once an occurrence. */
async function preparer(store: Store): Promise<(occurrence: string) => Promise<void>> {
	const make = async (kind: 'campaign' | 'template', values: Readonly<Record<string, unknown>>): Promise<number> =>
		Number((await store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' })).id);
	const campaignId = await make('campaign', { name: 'Bench' });
	const templateId = await make('template', { name: 'Bench', subject: SUBJECT, html: HTML, from_email: 'news@example.com' });
	const segment = { tabs: [{ kind: 'contact', allRecords: true }] };
	const selection = await createSelection(store, new Catalogue(), { source: { segment }, timeZone: 'UTC' });
	return async (occurrence) => {
		await runProcess(
			store,
			{ selectionId: selection.id, settings: { operation: 'messages', templateId, occurrence }, parameters: { campaignId }, createAgain: false },
			{ storeId: selection.storeId, dryRun: false },
		);
	};
}

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
