import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startSmtpSink } from './smtpSink';
import type { SmtpSinkRules } from './smtpSinkRules';

/**
 * The sink as a process of its own, so that its CPU is not the tested process's:
 *   node dist/test/simulators/smtpSinkProcess.js --port 2525 [--log FILE] [--rules JSON]
 * Prints `{"port":…}` when ready. Each stored mail appends `recipient<TAB>Message-ID` to the log
 * before its answer goes out. The line `counts` on its input is answered with one line
 * `{"mails":…,"recipients":…,"most":…}`; the end of its input ends the process.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, log: { type: 'string' }, rules: { type: 'string' } },
	});
	const log = values.log === undefined ? null : openSync(values.log, 'a');
	const rules: SmtpSinkRules = { keep: 'counts', ...(values.rules === undefined ? {} : JSON.parse(values.rules)) };
	const sink = await startSmtpSink(rules, {
		port: Number(values.port ?? 0),
		onStored: (mail) => {
			if (log === null) return;
			for (const recipient of mail.to) writeSync(log, `${recipient.toLowerCase()}\t${mail.messageId ?? ''}\n`);
		},
	});
	console.log(JSON.stringify({ port: sink.port }));

	const input = createInterface({ input: process.stdin });
	input.on('line', (line) => {
		if (line.trim() !== 'counts') return;
		const counts = sink.byRecipient();
		let most = 0;
		for (const count of counts.values()) most = Math.max(most, count);
		console.log(JSON.stringify({ mails: sink.total(), recipients: counts.size, most }));
	});
	input.on('close', () => {
		void sink.stop().then(() => {
			if (log !== null) closeSync(log);
		});
	});
}

void main();
