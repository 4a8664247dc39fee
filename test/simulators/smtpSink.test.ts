import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSmtpChannel } from '../../connectors/smtp/SmtpChannel';
import { mailTo, sinkSettings } from '../connectors/smtp/mails';
import { startSmtpSink } from './smtpSink';
import { RuleBook } from './smtpSinkRules';
import { spawnSmtpSink } from './spawnSmtpSink';

describe('The SMTP sink', () => {
	test('as a process counts mails by recipient and logs each stored one before answering', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'sink-'));
		const sink = await spawnSmtpSink({ mails: [{ recipient: 'm3@people.example', does: { kind: 'drop-after-storing' } }] }, join(folder, 'mails.log'));
		const channel = createSmtpChannel(sinkSettings(sink.port));
		const outcomes = await channel.send(Array.from({ length: 20 }, (_, i) => mailTo(`m${i}`)));
		expect(outcomes.filter((outcome) => outcome.kind === 'sent')).toHaveLength(19);
		expect(await sink.counts()).toEqual({ mails: 20, recipients: 20, most: 1 });
		const log = sink.log();
		expect(log).toHaveLength(20);
		expect(log).toContainEqual({ recipient: 'm3@people.example', messageId: '<m3@shop.example>' });
		await channel.close();
		await sink.stop();
		rmSync(folder, { recursive: true });
	});

	test('keeps open connections few when told so', async () => {
		const sink = await startSmtpSink({ maxConnections: 1, mails: [{ recipient: '*', does: { kind: 'slow', milliseconds: 400 } }] });
		const channel = createSmtpChannel(sinkSettings(sink.port, { maxConnections: 2 }));
		const outcomes = await channel.send([mailTo('a'), mailTo('b')]);
		expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['sent', 'unreachable']);
		await channel.close();
		await sink.stop();
	});

	test('follows the first rule that fits and is not used up', () => {
		const refuse = { kind: 'refuse-recipient', code: 451, text: '4.7.1' } as const;
		const book = new RuleBook([
			{ recipient: '@grey.example', times: 1, does: refuse },
			{ recipient: 'Ada@grey.example', does: { kind: 'drop-at-recipient' } },
		]);
		expect([book.next('ada@GREY.example'), book.next('ada@grey.example'), book.next('bob@grey.example'), book.next('bob@grey.example')]).toEqual([
			refuse,
			{ kind: 'drop-at-recipient' },
			refuse,
			null,
		]);
	});
});
