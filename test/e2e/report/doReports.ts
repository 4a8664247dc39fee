import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import type { Browser, Page } from 'playwright-core';
import PostalMime from 'postal-mime';

import type { Mailbox } from '../../../scripts/mailbox';
import type { N8nClient } from '../../../scripts/realN8n/N8nClient';
import type { Checks } from '../Checks';
import { openWorkflow, withPanel } from '../editor';
import { PAYLOADS } from '../payloads';
import { canvasNodes, type TestedWorkflow } from '../prepare';
import type { StoreFile } from '../StoreFile';
import { DESKTOP, expectForPeople, LOOKS, picture, visit, type Look } from '../visit';
import { within } from '../within';
import { CAMPAIGN } from './mailings';
import { HOOK_PATH, reportWorkflow } from './reportWorkflow';

export const REPORT = '25 Campaign report';

interface Setting {
	readonly checks: Checks;
	readonly browser: Browser;
	readonly editor: Page;
	readonly client: N8nClient;
	readonly url: string;
	readonly store: StoreFile;
	readonly mailbox: Mailbox;
	readonly output: string;
}

/** The shipped workflow over all that was ever mailed: in last week nothing may have been. */
export function overAllTime(workflow: TestedWorkflow): TestedWorkflow {
	if (workflow.name !== REPORT) return workflow;
	return { ...workflow, nodes: workflow.nodes.map((node) => (node.name === 'Make the page' ? { ...node, parameters: { ...node.parameters, period: 'allTime' } } : node)) };
}

/** the report's page in a real browser. `prepareMailings` has put what it tells of into the store. */
export async function doReports(setting: Setting, workflow: TestedWorkflow): Promise<void> {
	await mailTheReport(setting, workflow);
	const { checks, client } = setting;
	const made = await checks.check('X-06 a workflow that makes reports can be published', async () => await client.publish(await client.create(reportWorkflow())));
	if (!made) return;
	for (const look of LOOKS) await seeTheReport(setting, look);
	await seeHostileWords(setting);
}

async function mailTheReport({ checks, browser, editor, url, mailbox, output }: Setting, workflow: TestedWorkflow): Promise<void> {
	await checks.check('X-06 the report workflow, executed in the editor, mails key numbers and the page, which opens from the mail', async () => {
		await openWorkflow(editor, url, workflow.id, canvasNodes(workflow).length);
		await editor.locator('[data-test-id="canvas-node"][data-node-name="Start by hand"]').hover({ force: true });
		await editor.locator('[data-test-id="execute-workflow-button-Start by hand"]').click({ force: true });
		const mail = await within(() => mailbox.mails().find(({ subject }) => subject.startsWith('Campaign report')));
		if (!mail) throw new Error('No mail came.');
		await picture(editor, output, 'report-workflow');
		if (!/Sent: \d/.test(mail.text ?? '')) throw new Error(`The mail says: ${mail.text ?? ''}`);
		const { attachments: [file] } = await PostalMime.parse(mail.source, { attachmentEncoding: 'utf8' });
		if (file?.mimeType !== 'text/html' || typeof file.content !== 'string') throw new Error(`The attachment is ${file?.mimeType ?? 'none'}.`);
		const look: Look = { size: DESKTOP, locale: 'en-GB', name: 'mailed' };
		await openReport(browser, output, file.content, look, async (page) => await expectForPeople(page, look));
		await withPanel(editor, 'Make the page', async () => await picture(editor, output, 'report-panel'));
	});
}

async function seeTheReport(setting: Setting, look: Look): Promise<void> {
	const { checks, browser, store, output } = setting;
	await checks.check(`X-06 X-09 the report's page on ${look.name}: its numbers are the store's rows, it fetches nothing, fits the screen, and is accessible`, async () => {
		const campaign = store.number('SELECT id FROM campaign WHERE name = ?', CAMPAIGN);
		const html = await makeReport(setting, look, campaign);
		await openReport(browser, output, html, look, async (page) => {
			await expectForPeople(page, look);
			await expectNumbers(page, store, campaign);
			const charts = await page.locator('svg.chart:visible').count();
			if (charts < 3) throw new Error(`Only ${charts} charts are seen.`);
			await page.locator('details summary').first().click();
			await expectForPeople(page, look);
		});
	});
}

async function seeHostileWords(setting: Setting): Promise<void> {
	const { checks, browser, output } = setting;
	await checks.check(`X-06 ${PAYLOADS.length} script payloads as salespeople, reasons, subjects, links and a campaign's name are text on the report`, async () => {
		const look: Look = { size: DESKTOP, locale: 'en-GB', name: 'hostile' };
		const html = await makeReport(setting, look, null);
		await openReport(browser, output, html, look, async (page) => {
			const broken = await page.evaluate('window.broken === 1 || document.querySelector("script, img, iframe, base, form, object, embed, a, link") !== null');
			if (broken === true) throw new Error('A name got out of its text.');
			const shown = await page.locator('main').evaluate((main: { readonly textContent: string | null }) => main.textContent ?? '');
			const missing = PAYLOADS.filter((payload) => !plain(shown).includes(plain(payload)));
			// Of many salespeople and reasons only the first are told; of links all.
			if (missing.length > 0) throw new Error(`Not shown as they are: ${JSON.stringify(missing)}`);
			await expectForPeople(page, look);
		});
	});
}

async function makeReport({ url }: Setting, { locale }: Look, campaign: number | null): Promise<string> {
	const ask = async () => await fetch(`${url}/webhook/${HOOK_PATH}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ language: locale.slice(0, 2), campaign }) });
	let answer = await ask();
	// A webhook may be there a moment after n8n has said that it is published.
	for (const until = Date.now() + 20_000; answer.status === 404 && Date.now() < until; answer = await ask()) await pause(200);
	const text = await answer.text();
	if (answer.status !== 200 || !text.startsWith('<!doctype html>')) throw new Error(`The workflow answers ${answer.status}: ${text.slice(0, 300)}`);
	return text;
}

/** Opens it as whoever keeps the file does; throws when it asks for anything else. */
async function openReport(browser: Browser, output: string, html: string, look: Look, work: (page: Page) => Promise<void>): Promise<void> {
	const file = join(output, `report-${look.name}.html`);
	writeFileSync(file, html);
	const address = pathToFileURL(file).href;
	await visit(browser, 'about:blank', look, async (page) => {
		const fetched: string[] = [];
		page.on('request', (request) => fetched.push(request.url()));
		await page.goto(address);
		await picture(page, output, `report-${look.name}`);
		await picture(page, output, `report-${look.name}-whole`, true);
		await work(page);
		const others = fetched.filter((one) => one !== address);
		if (others.length > 0) throw new Error(`It asks for ${others.join(', ')}.`);
	});
}

/** What each row of the funnel counts, asked of the rows themselves. */
const FUNNEL = [
	'SELECT json_extract(counts, \'$.selected\') FROM process_run WHERE json_extract(parameters, \'$.parameters.campaignId\') = ?',
	'SELECT COUNT(*) FROM message WHERE campaign_id = ?',
	'SELECT COUNT(*) FROM message WHERE state = \'sent\' AND campaign_id = ?',
	'SELECT COUNT(*) FROM message AS m WHERE state = \'sent\' AND NOT EXISTS (SELECT 1 FROM message_event AS e WHERE e.message_id = m.id AND e.kind = \'bounced\') AND campaign_id = ?',
	'SELECT COUNT(DISTINCT m.id) FROM message AS m JOIN message_event AS e ON e.message_id = m.id WHERE e.kind = \'opened\' AND e.machine = 0 AND m.campaign_id = ?',
	'SELECT COUNT(DISTINCT m.id) FROM message AS m JOIN message_event AS e ON e.message_id = m.id WHERE e.kind = \'clicked\' AND e.machine = 0 AND m.campaign_id = ?',
	'SELECT COUNT(*) FROM task WHERE campaign_id = ?',
	'SELECT COUNT(*) FROM task WHERE outcome = \'positive\' AND campaign_id = ?',
	'SELECT COUNT(*) FROM opportunity WHERE campaign_id = ?',
	'SELECT COUNT(*) FROM opportunity WHERE stage = \'Closed Won\' AND campaign_id = ?',
	'SELECT SUM(amount) FROM opportunity WHERE campaign_id = ?',
	'SELECT SUM(amount) FROM opportunity WHERE stage = \'Closed Won\' AND campaign_id = ?',
] as const;

async function expectNumbers(page: Page, store: StoreFile, campaign: number): Promise<void> {
	const column = async (table: string, cell: number) => (await page.locator(`${table} tbody tr`).locator(`:nth-child(${cell}) data`).evaluateAll((all: readonly { readonly value: string }[]) => all.map(({ value }) => Number(value))));
	const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
	const wanted = FUNNEL.map((statement) => store.number(statement, campaign));
	if (wanted.some((number) => number === 0)) throw new Error(`There is nothing to count: ${wanted.join(', ')}`);
	const funnel = await column('#funnel table', 2);
	if (funnel.join() !== wanted.join()) throw new Error(`The funnel says ${funnel.join(', ')}; the rows say ${wanted.join(', ')}.`);
	const [, messages = 0, sent = 0] = wanted;
	const found = { sentByDay: sum(await column('#days table', 2)), messagesBySalesperson: sum(await column('#salespeople table', 2)), clicks: sum(await column('#links table', 2)) };
	const clicks = store.number('SELECT COUNT(*) FROM message_event AS e JOIN message AS m ON m.id = e.message_id WHERE e.kind = \'clicked\' AND m.campaign_id = ?', campaign);
	if (found.sentByDay !== sent || found.messagesBySalesperson !== messages || found.clicks !== clicks) throw new Error(`${JSON.stringify(found)} are not ${sent}, ${messages}, ${clicks}.`);
}

/** As a browser shows it. */
function plain(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
