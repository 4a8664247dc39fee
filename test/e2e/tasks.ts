import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { recordEvent } from '../../engine/events/recordEvent';
import { createRecord } from '../../engine/records/writeRecord';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Kind } from '../../engine/records/kinds';
import type { RecordJson } from '../../engine/records/RecordJson';
import type { Mailbox } from '../../scripts/mailbox';
import { execute } from '../support/rows';
import type { Checks } from './Checks';
import { openWorkflow, withPanel } from './editor';
import { canvasNodes, type TestedWorkflow } from './prepare';
import type { StoreFile } from './StoreFile';
import { expectForPeople, LOOKS, picture, TELEPHONE, visit as visitPage, type Look } from './visit';
import { within } from './within';

export const MY_TASKS = '09 My tasks';

const SALESPERSON = 'elena.sanz@example.com';
const DAY = 86_400_000;
/** Names are data: what of them ran as a script would set this on the page. */
const HOSTILE = '</bdi><img src=x onerror="window.broken=1"><script>window.broken=1</script>';

/** Puts a salesperson with open tasks into the store, before n8n opens it. */
export async function prepareTasks({ location }: StoreFile): Promise<void> {
	const store = await SqliteStore.open(location);
	const create = async (kind: Kind, values: Readonly<Record<string, unknown>>): Promise<RecordJson> => await store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' });
	const at = (days: number) => new Date(Date.now() + days * DAY).toISOString();
	try {
		const elena = await create('user', { name: 'Elena Sanz', first_name: 'Elena', email: SALESPERSON });
		const task = async (values: Readonly<Record<string, unknown>>) => await create('task', { type: 'Call', assigned_user_id: elena.id, ...values });
		const account = await create('account', { name: 'Bodegas Alba, S.A.', phone: '+34 94 555 01 00' });
		const contact = await create('contact', {
			name: 'Lucía Ferrer Otero', title: 'Head of Purchasing', account_id: account.id, email: 'lucia.ferrer@alba.example.com', phone: '+34 94 555 01 22', mobile: '+34 600 555 033', street: 'Gran Vía 12, 3º B', postal_code: '48001', city: 'Bilbao', country: 'Spain',
		});
		const hostile = await create('contact', { name: HOSTILE, title: HOSTILE, email: 'hostile@example.com', phone: HOSTILE, city: HOSTILE });
		// Long known: the campaign that the test runs is for who is new.
		await execute(store, `UPDATE contact SET created_at = 0 WHERE id IN (${contact.id}, ${hostile.id})`);
		const campaign = await create('campaign', { name: 'Winter offer' });
		const message = await create('message', { name: 'Something for you, Lucía', contact_id: contact.id, campaign_id: campaign.id });
		for (const kind of ['opened', 'opened', 'clicked'] as const) {
			await store.run(recordEvent, { messageId: message.id, kind, happenedAt: Date.now() - 2 * DAY, link: 'https://www.example.com/offers/winter', bounce: null, machine: false, eventId: null });
		}
		await task({ name: 'Opened or clicked – Lucía Ferrer Otero', due_at: at(-3), contact_id: contact.id, campaign_id: campaign.id, message_id: message.id, description: 'Ask whether the winter price list arrived.' });
		await task({ name: HOSTILE, due_at: at(-1), contact_id: hostile.id, description: HOSTILE, outcome_note: HOSTILE });
		await task({ name: 'Visit the new warehouse', type: 'Visit', due_at: at(3), account_id: account.id });
		await task({ name: 'Correct the address', type: 'Data Quality' });
	} finally {
		await store.close();
	}
}

/** VM-22, X-09: the workflow mails a salesperson the link; on a telephone and on a desktop the tasks are seen and answered. */
export async function doTasks(checks: Checks, browser: Browser, editor: Page, url: string, workflow: TestedWorkflow, mailbox: Mailbox, output: string): Promise<void> {
	let link = '';
	await checks.check('VM-22 the tasks workflow, started by hand in the editor, mails the salesperson a personal link', async () => {
		await openWorkflow(editor, url, workflow.id, canvasNodes(workflow).length);
		await editor.locator('[data-test-id="canvas-node"][data-node-name="Start by hand"]').hover({ force: true });
		await editor.locator('[data-test-id="execute-workflow-button-Start by hand"]').click({ force: true });
		const mail = await within(() => mailbox.mails().find(({ to }) => to.includes(SALESPERSON)));
		await editor.screenshot({ path: join(output, 'tasks-workflow.png') });
		if (!mail) throw new Error('No mail came.');
		if (!/^Your tasks: [12] overdue, \d today, 4 open$/.test(mail.subject)) throw new Error(`The mail's subject is "${mail.subject}".`);
		link = /href="([^"]+)"/.exec(mail.html ?? '')?.[1] ?? '';
	});
	if (link === '') return;
	for (const name of ['Get the tasks pages', 'Answer the tasks page']) {
		await checks.check(`the panel of "${name}" tells a user what it is for`, async () => {
			await withPanel(editor, name, async () => void (await editor.screenshot({ path: join(output, `tasks-panel-${name.toLowerCase().replaceAll(' ', '-')}.png`) })));
		});
	}
	const visit = async (look: Look, work: (page: Page) => Promise<void>) =>
		await visitPage(browser, link, look, async (page) => {
			await picture(page, output, `tasks-${look.name}`, true);
			await work(page);
		});
	await seeTheTasks(checks, visit);
	await checks.check('VM-22 a tap on a telephone is answered in place, with the way back; the next visit shows it as done', async () => {
		await visit({ size: TELEPHONE, locale: 'en-GB', name: 'telephone-en' }, async (page) => {
			await page.locator('textarea').first().fill('Wants an offer by Friday');
			await page.locator('button[value="positive"]').first().click();
			await page.locator('.card.closed .result.positive').waitFor();
			await page.screenshot({ path: join(output, 'tasks-telephone-tapped.png') });
			const said = await page.locator('#said').textContent();
			if (said !== 'Positive: Opened or clicked – Lucía Ferrer Otero') throw new Error(`It says "${said ?? ''}".`);
		});
		await visit({ size: TELEPHONE, locale: 'en-GB', name: 'telephone-second-visit' }, async (page) => {
			const open = await page.locator('article:not(.closed) h3').allInnerTexts();
			if (open.includes('Opened or clicked – Lucía Ferrer Otero')) throw new Error('The task is still open.');
			await page.locator('summary').click();
			const done = await page.locator('details').innerText();
			if (!done.includes('Wants an offer by Friday')) throw new Error(`Done today: ${done}`);
		});
	});
	await checks.check('VM-22 without scripts a tap is answered by the page, taken back, and put off', async () => {
		await visit({ size: TELEPHONE, locale: 'es-ES', name: 'telephone-without-script', script: false }, async (page) => {
			await page.locator('article:not(.closed) button[value="negative"]').last().click();
			await page.locator('.notice .result.negative').waitFor();
			await page.screenshot({ path: join(output, 'tasks-telephone-answered-page.png') });
			await page.locator('.notice button[value="reopen"]').click();
			await page.locator('.notice .told').waitFor();
			await page.locator('button[value="week"]').first().click();
			await page.locator('.notice .told').waitFor();
		});
	});
	await checks.check('VM-22 a link that is cut off, changed or made up gets one answer, and opens nothing', async () => {
		const answers = await Promise.all([link.slice(0, -3), `${link}AA`, link.replace(/t=.*/, 't=guess'), link.replace(/t=.*/, '')].map(async (made) => await fetch(made, { method: 'POST', body: new URLSearchParams({ task: '1', do: 'positive' }) })));
		if (!answers.every(({ status }) => status === 404)) throw new Error(`They were answered with ${answers.map(({ status }) => status).join(', ')}.`);
	});
}

async function seeTheTasks(checks: Checks, visit: (look: Look, work: (page: Page) => Promise<void>) => Promise<void>): Promise<void> {
	for (const look of LOOKS) {
		await checks.check(`VM-22 X-09 the tasks page on ${look.name}: in the visitor's language, no wider than the screen, every button big enough for a thumb, accessible, and names are text`, async () => {
			await visit(look, async (page) => {
				await expectForPeople(page, look);
				if ((await page.locator('article:not(.closed)').count()) < 3) throw new Error('Tasks are missing.');
				if ((await page.locator('a[href="tel:+34600555033"]').count()) !== 1) throw new Error('The mobile number is no link.');
				const small = await page.evaluate('[...document.querySelectorAll("button, a.way, a.chip, .button, summary")].filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).length');
				if (small !== 0) throw new Error(`${String(small)} buttons are lower than 44 points.`);
				const broken = await page.evaluate('window.broken === 1 || document.querySelector("main img, main iframe") !== null');
				if (broken === true) throw new Error('A name got out of its text.');
			});
		});
	}
}
