import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { jsonParse } from 'n8n-workflow';

import { preferredPort } from './freePort';
import type { WorkflowJson } from './host/WorkflowJson';
import type { Mailbox } from './mailbox';
import { startMailbox } from './mailbox';
import type { CredentialImport } from './realN8n/imports';
import { importCredentials, importWorkflows } from './realN8n/imports';
import { installN8n } from './realN8n/installN8n';
import { installPackage } from './realN8n/installPackage';
import { DEMO_LOGIN, N8nClient } from './realN8n/N8nClient';
import type { N8nServer } from './realN8n/N8nServer';
import { startN8n } from './realN8n/N8nServer';
import { tryingOut } from './host/tryingOut';
import { shippedWorkflows } from './realN8n/shippedWorkflows';
import { n8nHome } from './realN8n/triedN8n';
import { loadSampleData } from './sampleData';

/** Brings up a real n8n with this package, its workflows and a mailbox, until Ctrl+C. */
async function start(): Promise<void> {
	const home = n8nHome();
	await installN8n(say);
	await installPackage(home, say);
	const mailbox = await startMailbox({ smtpPort: await preferredPort(1025), webPort: await preferredPort(8025) });
	await loadSampleData(home, mailbox.smtpPort, say);
	say('Starting n8n');
	const server = await startN8n({ userFolder: home, port: await preferredPort(5678), logFile: join(home, 'n8n.log') });
	const stopped = stopOnSignal(server, mailbox);
	const client = new N8nClient(server.url);
	await client.signIn(DEMO_LOGIN);
	await importAll(server, mailbox, home);
	say(`
n8n:      ${server.url}   (sign in as ${DEMO_LOGIN.email} with the password ${DEMO_LOGIN.password})
Mailbox:  ${mailbox.webUrl}   (whatever n8n sends by SMTP arrives there; nothing leaves this computer)
Stop with Ctrl+C. Data and logs are kept in ${home}; delete that folder to begin anew.
`);
	await stopped;
}

/** Workflows that were not imported before, or have changed since: what a user changed in n8n stays otherwise. */
async function importAll(server: N8nServer, mailbox: Mailbox, home: string): Promise<void> {
	const smtp = mailboxCredential(mailbox);
	await importCredentials(server, [smtp]);
	const file = join(home, 'imported.json');
	const before = existsSync(file) ? jsonParse<Record<string, string>>(readFileSync(file, 'utf8')) : {};
	const all = shippedWorkflows().map(tryingOut).map((workflow) => ({ workflow, fingerprint: fingerprintOf(workflow) }));
	const changed = all.filter(({ workflow, fingerprint }) => before[workflow.name] !== fingerprint);
	if (changed.length > 0) say(`Importing ${changed.length} workflows`);
	await importWorkflows(server, changed.map(({ workflow }) => workflow), [smtp]);
	writeFileSync(file, JSON.stringify(Object.fromEntries(all.map(({ workflow, fingerprint }) => [workflow.name, fingerprint]))));
}

function mailboxCredential({ smtpPort }: Mailbox): CredentialImport {
	return {
		id: 'mailboxSmtp',
		name: 'Mailbox on this computer (SMTP)',
		type: 'smtp',
		data: { user: '', password: '', host: '127.0.0.1', port: smtpPort, secure: false, disableStartTls: true },
	};
}

function fingerprintOf(workflow: WorkflowJson): string {
	return createHash('sha256').update(JSON.stringify(workflow)).digest('hex');
}

/** Ends everything on Ctrl+C (or when n8n ends by itself), once; a second Ctrl+C ends at once. */
async function stopOnSignal(server: N8nServer, mailbox: Mailbox): Promise<void> {
	const asked = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	await Promise.race([asked, server.ended]);
	say('Stopping');
	await server.stop();
	await mailbox.stop();
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

start().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
});
