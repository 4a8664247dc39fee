import type { Browser, Page } from 'playwright-core';

import type { Checks } from '../Checks';
import { openWorkflow } from '../editor';
import type { StoreFile } from '../StoreFile';
import { DESKTOP, expectAccessible, expectForPeople, LOOKS, picture, visit, type Look } from '../visit';
import { LARGE, LARGE_COUNT } from './contacts';
import { GridPage, number } from './GridPage';
import type { OpenReview, Reviews } from './Reviews';
import { CALLS, REVIEW, reviewWorkflow, START } from './reviewWorkflow';
import { waitingReview } from './waitingReview';

const ENGLISH: Look = { size: DESKTOP, locale: 'en-GB', name: 'desktop' };
/** Whom the large review is about, of whom a mail would not reach everybody. */
const OF_LARGE = `FROM contact AS c WHERE c.lead_source = '${LARGE}'`;

interface Setting {
	readonly checks: Checks;
	readonly browser: Browser;
	readonly editor: Page;
	readonly url: string;
	readonly reviews: Reviews;
	readonly store: StoreFile;
	readonly output: string;
}

/** VM-06: 100,000 records before a person: seen, filtered, sorted, ticked, confirmed; exactly what was ticked is processed. */
export async function reviewLarge(setting: Setting): Promise<void> {
	const { checks } = setting;
	let review: OpenReview | undefined;
	await checks.check(`VM-06 the workflow, executed in the editor, waits with ${number(LARGE_COUNT)} records, and the node's panel links to the page`, async () => {
		review = await executeInEditor(setting);
	});
	if (!review) return;
	const { address } = review;
	await seeTheGrid(setting, address);
	await useTheKeyboard(setting, address);
	await decideOnTheGrid(setting, review);
}

async function executeInEditor({ editor, url, reviews, output }: Setting): Promise<OpenReview> {
	await openWorkflow(editor, url, reviews.workflowId, reviewWorkflow().nodes.length);
	await editor.locator(`[data-test-id="canvas-node"][data-node-name="${START}"]`).hover({ force: true });
	await editor.locator(`[data-test-id="execute-workflow-button-${START}"]`).click({ force: true });
	return await waitingReview(editor, REVIEW, async () => await picture(editor, output, 'review-panel'));
}

async function seeTheGrid({ checks, browser, output }: Setting, address: string): Promise<void> {
	for (const look of LOOKS) {
		await checks.check(`VM-06 X-09 the review's page on ${look.name}: in the visitor's language, no wider than the screen, accessible, its dialogs too`, async () => {
			await visit(browser, address, look, async (page) => {
				await new GridPage(page).ready();
				await picture(page, output, `review-${look.name}`);
				await expectForPeople(page, look);
				await page.locator('.tools button').first().click();
				await page.locator('dialog[open]').waitFor();
				await picture(page, output, `review-${look.name}-filter`);
				await expectForPeople(page, look);
				await page.keyboard.press('Escape');
				await page.locator('.deciding .primary').click();
				await page.locator('dialog[open] .summary li').first().waitFor();
				await picture(page, output, `review-${look.name}-confirm`);
				await expectForPeople(page, look);
			});
		});
	}
}

async function useTheKeyboard({ checks, browser }: Setting, address: string): Promise<void> {
	await checks.check('X-09 without a mouse: Tab goes to the heads and to one row, arrows from row to row, Space ticks, Enter sorts', async () => {
		await visit(browser, address, ENGLISH, async (page) => {
			const grid = new GridPage(page);
			await grid.ready();
			await tabTo(page, 'document.activeElement.matches("th.name button.sort")');
			await page.keyboard.press('Enter');
			await page.locator('th.name[aria-sort="ascending"]').waitFor();
			await grid.expectCells('name', ascending);
			await tabTo(page, 'document.activeElement.matches("tbody input")');
			await page.keyboard.press('Space');
			await grid.expectTicked(LARGE_COUNT - 1, LARGE_COUNT);
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('Space');
			await grid.expectTicked(LARGE_COUNT - 2, LARGE_COUNT);
			const unticked = await page.locator('tbody tr.off').count();
			if (unticked !== 2) throw new Error(`${unticked} rows look unticked.`);
			await page.keyboard.press('PageDown');
			await page.locator('.range', { hasText: '51–100' }).waitFor();
			if ((await page.evaluate('document.activeElement.matches("tbody tr:first-child input")')) !== true) throw new Error('The keyboard has lost its place.');
		});
	});
}

async function decideOnTheGrid({ checks, browser, reviews, store, output }: Setting, review: OpenReview): Promise<void> {
	let unticked: readonly string[] = [];
	await visit(browser, review.address, ENGLISH, async (page) => {
		const grid = new GridPage(page);
		const inCity = store.number(`SELECT COUNT(*) ${OF_LARGE} AND c.city_f LIKE '%mal%'`);
		await checks.check(`VM-06 ${number(LARGE_COUNT)} records are filtered by a column and sorted; "all that match" is unticked and ticked again`, async () => {
			await grid.expectTicked(LARGE_COUNT, LARGE_COUNT);
			await grid.filter('city', 'contains', 'mál');
			await grid.expectMatching(inCity);
			await grid.expectCells('city', (cells) => cells.every((city) => /m[aá]l/i.test(city)));
			await grid.sort('name');
			await grid.expectCells('name', ascending);
			await grid.sort('name');
			await grid.expectCells('name', (names) => ascending([...names].reverse()));
			await picture(page, output, 'review-desktop-filtered');
			await grid.untickMatching();
			await grid.expectTicked(LARGE_COUNT - inCity, LARGE_COUNT);
			await grid.tickMatching();
			await grid.expectTicked(LARGE_COUNT, LARGE_COUNT);
		});
		await checks.check('VM-06 two are unticked by hand, found by their names among all, and the count is right', async () => {
			const names = await page.locator('tbody td.name').allTextContents();
			unticked = await page.locator('tbody td.email').allTextContents();
			unticked = unticked.filter((email) => email.includes('@')).slice(0, 2);
			if (names.length === 0 || unticked.length < 2) throw new Error('There are no two rows with addresses.');
			for (const email of unticked) await page.locator('tbody tr', { hasText: email }).first().locator('input').uncheck();
			await grid.expectTicked(LARGE_COUNT - 2, LARGE_COUNT);
			await picture(page, output, 'review-desktop-unticked');
			await grid.clearFilters();
			await grid.expectTicked(LARGE_COUNT - 2, LARGE_COUNT);
		});
		await checks.check('VM-06 before confirming it tells who would get a mail and who not, as the store\'s rows say', async () => {
			await grid.openDecision('Confirm', 'Marta Ruiz', 'Without the two that wait for a call');
			const summary = page.locator('dialog[open] .summary');
			await summary.locator('li').first().waitFor();
			await picture(page, output, 'review-desktop-confirm');
			const without = store.number(`SELECT COUNT(*) ${OF_LARGE} AND c.email IS NULL`);
			const malformed = store.number(`SELECT COUNT(*) ${OF_LARGE} AND c.email IS NOT NULL AND c.email_key IS NULL`);
			for (const text of [`${number(without)} have no address`, `${number(malformed)} have an address that does not work`]) {
				if (!(await summary.innerText()).includes(text)) throw new Error(`It doesn't say "${text}": ${await summary.innerText()}`);
			}
			const counts = [...(await summary.locator('ul').innerText()).matchAll(/^([\d,]+)/gm)].map(([, count = '']) => Number(count.replaceAll(',', '')));
			if (counts.reduce((sum, count) => sum + count, 0) !== LARGE_COUNT - 2) throw new Error(`The parts are not ${LARGE_COUNT - 2} together: ${counts.join(' + ')}`);
			await expectAccessible(page);
		});
		await checks.check(`VM-06 confirmed: exactly the other ${number(LARGE_COUNT - 2)} are processed`, async () => {
			await grid.send();
			const told = await grid.outcome();
			await picture(page, output, 'review-desktop-done');
			for (const text of ['Confirmed', 'Marta Ruiz', `${number(LARGE_COUNT - 2)} of ${number(LARGE_COUNT)} records go on`]) if (!told.includes(text)) throw new Error(`It says: ${told}`);
			const ran = await reviews.reaches(review, ['success', 'error'], 120);
			if (!ran.has(CALLS)) throw new Error(`Only these nodes ran: ${[...ran].join(', ')}`);
			const called = store.number(`SELECT COUNT(DISTINCT t.contact_id) FROM task AS t JOIN contact AS c ON c.id = t.contact_id WHERE c.lead_source = ?`, LARGE);
			const tasks = store.number(`SELECT COUNT(*) FROM task AS t JOIN contact AS c ON c.id = t.contact_id WHERE c.lead_source = ?`, LARGE);
			const uncalled = store.number(`SELECT COUNT(*) ${OF_LARGE} AND c.email IN (?, ?) AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.contact_id = c.id)`, ...unticked);
			if (called !== LARGE_COUNT - 2 || tasks !== called || uncalled !== 2) throw new Error(`${tasks} calls of ${called} contacts, ${uncalled} of the unticked without one.`);
		});
	});
}

async function tabTo(page: Page, there: string): Promise<void> {
	for (let press = 0; press < 80; press++) {
		await page.keyboard.press('Tab');
		if ((await page.evaluate(there)) === true) return;
	}
	throw new Error(`Tab does not lead to ${there}.`);
}

/** In the store's order: without accents and capitals. */
function ascending(names: readonly string[]): boolean {
	const folded = names.map((name) => name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase());
	return folded.every((name, index) => index === 0 || (folded[index - 1] ?? '') <= name);
}
