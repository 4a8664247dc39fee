import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { generate } from '../tools/generator/generate';
import { chinook } from './demo/chinook';
import { Campaign, listed, type CampaignResult, type InputFile } from './demo/Campaign';
import { MailSink } from './demo/MailSink';
import { createHost, projectRoot } from './host';

/** Runs the shipped workflows on n8n's own engine over two inputs, with real mails to a local mail server. */
async function main(asJson: boolean): Promise<void> {
	const start = performance.now();
	const root = projectRoot();
	const folder = join(root, '.demo');
	const say = (line: string) => process.stdout.write(`${line}\n`);
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });

	say('Starting n8n\'s engine and a mail server …');
	const host = await createHost({ userFolder: join(folder, 'home'), expressionEngine: 'vm' });
	const mails = join(folder, 'mails');
	const sink = await MailSink.start(mails);
	const campaignOver = (store: string) =>
		new Campaign({ host, storeFile: join(folder, `${store}.sqlite`), smtpPort: sink.port, workflowFolder: join(root, 'workflows'), say });

	say('\nInput 1: the Chinook sample database, as exported');
	const small = await campaignOver('chinook').run('Chinook winter offer', chinook(join(root, 'data')), sink);

	say('\nInput 2: a large CRM export in Spanish, Italian and English, with the dirt of real ones');
	const exported = join(folder, 'export');
	await generate({ seed: 1, outDir: exported });
	const large = await campaignOver('large').run('Winter offer', largeExport(exported), sink);

	const received = await sink.count();
	await sink.stop();
	await host.close();
	const seconds = (performance.now() - start) / 1000;

	say(`\n${table({ chinook: small, large })}`);
	say(`\n${received} mails were received in ${seconds.toFixed(1)} s. Look at them in ${join('.demo', 'mails', 'index.html')}.`);
	for (const { report } of [small, large]) say(`What came of it: ${relative(root, report)}`);
	say('Opens, clicks, unsubscribes and bounces came back by themselves: simulated recipients used the delivered mails. Results of calls came');
	say('from simulated salespeople, who followed the link of their mail and answered on the page.');
	if (asJson) say(JSON.stringify({ inputs: { chinook: small, large }, mailsReceived: received, mailFolder: mails, seconds }));
}

function largeExport(folder: string): InputFile[] {
	return [
		{ contains: 'Salespeople', path: join(folder, 'users.csv') },
		{ contains: 'Accounts', path: join(folder, 'accounts.csv') },
		{ contains: 'Contacts', path: join(folder, 'contacts-es.csv') },
		{ contains: 'Contacts', path: join(folder, 'contacts-it.csv') },
		{ contains: 'Contacts', path: join(folder, 'contacts-en.csv') },
		{ contains: 'Leads', path: join(folder, 'leads.csv') },
	];
}

function table(results: Readonly<Record<string, CampaignResult>>): string {
	const rows: (readonly [string, (result: CampaignResult) => string])[] = [
		['imported', (result) => listed(result.imported)],
		['refused rows', (result) => String(result.refused)],
		['selected', (result) => String(result.selected)],
		['sent', (result) => String(result.sent)],
		['not sent', (result) => listed(result.notSent)],
		['opened', (result) => String(result.opened)],
		['clicked', (result) => String(result.clicked)],
		['unsubscribed', (result) => String(result.unsubscribed)],
		['bounced', (result) => String(result.bounced)],
		['calls', (result) => `${result.tasks} of opened or clicked, ${result.bounceCalls} of bounced`],
		['data-quality tasks', (result) => String(result.dataQualityTasks)],
		['answered calls', ({ answered }) => `${answered.positive} positive, ${answered.negative} negative`],
		['opportunities', (result) => String(result.opportunities)],
		['contacts from accounts', (result) => String(result.contactsFromAccounts)],
		['handed over', (result) => String(result.handedOver)],
		['seconds', (result) => result.seconds.toFixed(1)],
	];
	return Object.entries(results)
		.map(([name, result]) => [`${name}`, ...rows.map(([label, value]) => `  ${label.padEnd(24)}${value(result)}`)].join('\n'))
		.join('\n\n');
}

main(process.argv.includes('--json')).then(
	() => process.exit(0),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
