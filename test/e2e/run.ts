import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { loadNodeCatalogue } from '../../scripts/host/NodeCatalogue';
import { projectRoot } from '../../scripts/host/projectRoot';
import { tryingOut } from '../../scripts/host/tryingOut';
import { readWorkflow } from '../../scripts/host/WorkflowJson';
import { startMailbox, type Mailbox } from '../../scripts/mailbox';
import { importCredentials, importWorkflows } from '../../scripts/realN8n/imports';
import { installN8n } from '../../scripts/realN8n/installN8n';
import { installPackage } from '../../scripts/realN8n/installPackage';
import { DEMO_LOGIN, N8nClient } from '../../scripts/realN8n/N8nClient';
import type { N8nServer } from '../../scripts/realN8n/N8nServer';
import { startN8n } from '../../scripts/realN8n/N8nServer';
import { shippedWorkflows } from '../../scripts/realN8n/shippedWorkflows';
import { loadSampleData } from '../../scripts/sampleData';
import { asked, type Asked, type Part } from './asked';
import { launchBrowser } from './browser';
import { CAMPAIGN, runCampaign, setUp } from './campaign';
import { Checks, write } from './Checks';
import { expectIcons, expectNoUnknownNodes, openWorkflow, signIn, withPanel } from './editor';
import type { TestedWorkflow } from './prepare';
import { canvasNodes, isPublishable, neededCredentials, nodesToOpen, withId } from './prepare';
import { actAsRecipients } from './recipients';
import { doReports, overAllTime, REPORT } from './report/doReports';
import { prepareMailings } from './report/mailings';
import { prepareReviews } from './review/contacts';
import { doReviews } from './review/doReviews';
import { StoreFile } from './StoreFile';
import { doTasks, MY_TASKS, prepareTasks } from './tasks';

const OUTPUT = join(projectRoot(), 'test-output', 'e2e');

/**
 * A real n8n with the packed package, a real browser on it. Tests the shipped workflows and the pages, or the parts or
 * files named on the command line. Screenshots and n8n's log are left in test-output/e2e. N8N_VERSION and N8N_NODE
 * choose another n8n and the Node that runs it, see scripts/realN8n/triedN8n.ts.
 */
async function run({ parts, files }: Asked): Promise<0 | 1> {
	const checks = new Checks();
	const workflows = (files.length > 0 ? files.map(readWorkflow) : shippedWorkflows()).map(withId).map(setUp).map(overAllTime).map(tryingOut);
	rmSync(OUTPUT, { recursive: true, force: true });
	mkdirSync(OUTPUT, { recursive: true });
	const userFolder = mkdtempSync(join(tmpdir(), 'crm-campaigns-e2e-'));
	process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));
	const mailbox = await startMailbox();
	const store = new StoreFile(userFolder);
	let server: N8nServer | undefined;
	try {
		await installN8n(write);
		await installPackage(userFolder, write);
		if (files.length === 0) await loadSampleData(userFolder, mailbox.smtpPort, write);
		if (parts.has('tasks')) await prepareTasks(store);
		if (parts.has('review')) await prepareReviews(store);
		if (parts.has('report')) await prepareMailings(store);
		server = await startN8n({ userFolder, logFile: join(OUTPUT, 'n8n.log') });
		const client = await checkServer(checks, server, workflows, mailbox.smtpPort);
		await checkEditor(checks, { parts, server, client, workflows, mailbox, store });
	} finally {
		await server?.stop();
		await mailbox.stop();
	}
	return checks.close();
}

async function checkServer(checks: Checks, server: N8nServer, workflows: readonly TestedWorkflow[], smtpPort: number): Promise<N8nClient> {
	const catalogue = await loadNodeCatalogue();
	const client = new N8nClient(server.url);
	await client.signIn(DEMO_LOGIN);
	write(`${await client.versions()} runs at ${server.url}`);
	await checks.check('n8n knows every node of the package', async () => {
		const known = await client.nodeTypes();
		const missing = catalogue.ownNodeTypes().filter((type) => !known.has(type));
		if (missing.length > 0) throw new Error(`n8n doesn't know ${missing.join(', ')}.`);
	});
	await checks.check(`${workflows.length} workflows and what credentials they need can be imported`, async () => {
		const credentials = neededCredentials(workflows, catalogue, smtpPort);
		await importCredentials(server, credentials);
		await importWorkflows(server, workflows, credentials);
	});
	for (const workflow of workflows.filter((each) => isPublishable(each, catalogue))) {
		await checks.check(`"${workflow.name}" can be published`, async () => await client.publish(workflow.id));
	}
	return client;
}

interface Running {
	readonly parts: ReadonlySet<Part>;
	readonly server: N8nServer;
	readonly client: N8nClient;
	readonly workflows: readonly TestedWorkflow[];
	readonly mailbox: Mailbox;
	readonly store: StoreFile;
}

async function checkEditor(checks: Checks, { parts, server, client, workflows, mailbox, store }: Running): Promise<void> {
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
		// On two busy cores the editor takes its time.
		page.setDefaultTimeout(90_000);
		const ready = await checks.check('a user can sign in', async () => {
			await signIn(page, server.url, DEMO_LOGIN);
			await page.locator('text=/Create workflow|Build a workflow/').first().waitFor();
		});
		await page.screenshot({ path: join(OUTPUT, '00-home.png') });
		if (!ready) return;
		if (parts.has('workflows')) for (const [index, workflow] of workflows.entries()) await checkWorkflow(checks, page, server.url, workflow, index + 1);
		const campaign = workflows.find(({ name }) => name === CAMPAIGN);
		if (campaign && parts.has('campaign')) {
			await runCampaign(checks, page, server.url, campaign, mailbox, OUTPUT);
			await actAsRecipients(checks, browser, mailbox, OUTPUT);
		}
		const tasks = workflows.find(({ name }) => name === MY_TASKS);
		if (tasks && parts.has('tasks')) await doTasks(checks, browser, page, server.url, tasks, mailbox, OUTPUT);
		const report = workflows.find(({ name }) => name === REPORT);
		if (report && parts.has('report')) await doReports({ checks, browser, editor: page, client, url: server.url, store, mailbox, output: OUTPUT }, report);
		if (parts.has('review')) await doReviews(checks, { browser, editor: page, client, url: server.url, store, output: OUTPUT });
	} finally {
		await browser.close();
	}
}

async function checkWorkflow(checks: Checks, page: Page, url: string, workflow: TestedWorkflow, number: number): Promise<void> {
	const picture = (part: string) => join(OUTPUT, `${String(number).padStart(2, '0')}-${`${workflow.name} ${part}`.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')}.png`);
	const open = async () => await openWorkflow(page, url, workflow.id, canvasNodes(workflow).length);
	await checks.check(`"${workflow.name}" stands on the canvas, every node known, with its icon`, async () => {
		try {
			await open();
			await expectNoUnknownNodes(page);
			await expectIcons(page);
		} finally {
			await page.screenshot({ path: picture('') });
		}
	});
	for (const { name } of nodesToOpen(workflow)) {
		const held = await checks.check(`"${workflow.name}": the panel of "${name}" opens`, async () => {
			try {
				await withPanel(page, name, async () => await expectNoUnknownNodes(page));
			} catch (error) {
				await page.screenshot({ path: picture(`panel of ${name} failed`) });
				throw error;
			}
		});
		// A panel that stays open would hide the next node.
		if (!held) await open();
	}
}

// Leaving by exit() lets what was started be ended too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

run(asked(process.argv.slice(2))).then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n0 passed, 1 failed\n`);
		process.exit(1);
	},
);
