import type { Browser, Page } from 'playwright-core';

import type { Checks } from '../Checks';
import type { StoreFile } from '../StoreFile';
import { DESKTOP, picture, visit, type Look } from '../visit';
import { SMALL_COUNT, type Small } from './contacts';
import { GridPage } from './GridPage';
import type { OpenReview, Reviews } from './Reviews';
import { CALLS, NOT_CONFIRMED } from './reviewWorkflow';

interface Setting {
	readonly checks: Checks;
	readonly browser: Browser;
	readonly reviews: Reviews;
	readonly store: StoreFile;
	readonly output: string;
}

const ENGLISH: Look = { size: DESKTOP, locale: 'en-GB', name: 'desktop' };
/** How long a writer of the store waits for another process, and a little more, in ms. */
const PATIENCE = 45_000;

/** VM-06: what else may become of a review: nothing is processed unless somebody has confirmed it. */
export async function decideOtherwise(setting: Setting): Promise<void> {
	const { browser, reviews } = setting;
	// Its minute runs while the others are decided.
	const late = await reviews.open('Too late' satisfies Small, 1);
	await visit(browser, late.address, ENGLISH, async (stale) => {
		await new GridPage(stale).ready();
		await reject(setting);
		await decideTogether(setting);
		await meetTheLock(setting);
		await comeTooLate(setting, late, stale);
	});
}

async function reject({ checks, browser, reviews, store, output }: Setting): Promise<void> {
	await checks.check('VM-06 rejected with a note: the workflow goes on along Not Confirmed, and nothing is processed', async () => {
		const review = await reviews.open('Rejected' satisfies Small);
		await visit(browser, review.address, ENGLISH, async (page) => {
			const grid = new GridPage(page);
			await grid.ready();
			await grid.openDecision('Reject', 'Paolo Conti', 'Wrong people');
			await picture(page, output, 'review-reject');
			await grid.send();
			expectWords(await grid.outcome(), 'Rejected', 'Paolo Conti', 'Wrong people', 'Nothing is processed');
			await expectNotConfirmed(reviews, review, 30);
			expectCalls(store, 'Rejected', 0);
		});
	});
}

async function decideTogether({ checks, browser, reviews, store, output }: Setting): Promise<void> {
	await checks.check('VM-06 two people decide in the same moment: the first decision stands, the second is told whose; a page left open says that it is closed, and so does the link', async () => {
		const review = await reviews.open('Two people' satisfies Small);
		await visit(browser, review.address, ENGLISH, async (first) => await visit(browser, review.address, ENGLISH, async (second) => await visit(browser, review.address, ENGLISH, async (stale) => {
			const [one, other, old] = [new GridPage(first), new GridPage(second), new GridPage(stale)];
			for (const grid of [one, other, old]) await grid.ready();
			await first.locator('tbody input').first().uncheck();
			await one.openDecision('Confirm', 'Marta Ruiz');
			await other.openDecision('Confirm', 'Paolo Conti');
			await store.whileLocked(async () => {
				// Both are with the node before either can be written down.
				for (const grid of [one, other]) {
					const asked = grid.page.waitForRequest((request) => (request.postData() ?? '').includes('"decide"'));
					await grid.send();
					await asked;
				}
				await first.waitForTimeout(1_000);
			});
			const told = await Promise.all([one.outcome(), other.outcome()]);
			const winner = told[0].includes('quicker') ? 1 : 0;
			const [by, kept] = winner === 0 ? ['Marta Ruiz', SMALL_COUNT - 1] : ['Paolo Conti', SMALL_COUNT];
			await picture(winner === 0 ? second : first, output, 'review-second');
			for (const text of told) expectWords(text, 'Confirmed', by);
			expectWords(told[1 - winner] ?? '', 'Somebody was quicker');
			await reviews.reaches(review, ['success'], 30);
			expectCalls(store, 'Two people', kept);

			await old.openDecision('Reject', 'Grace Whitfield');
			await old.send();
			expectWords(await old.outcome(), 'This review is closed', 'Nothing can be changed here any more');
			await picture(stale, output, 'review-stale');
			expectCalls(store, 'Two people', kept);
			await expectClosed(review);
		})));
	});
}

async function meetTheLock({ checks, browser, reviews, store, output }: Setting): Promise<void> {
	await checks.check('VM-06 another process holds the store\'s lock: the page is read all the same, a decision says that it could not be saved, nothing is processed, the workflow still waits; afterwards it is decided', async () => {
		const review = await reviews.open('Locked' satisfies Small);
		await visit(browser, review.address, ENGLISH, async (page) => {
			const grid = new GridPage(page);
			await store.whileLocked(async () => {
				await page.reload();
				await grid.ready();
				await grid.openDecision('Confirm', 'Marta Ruiz');
				await grid.send();
				const error = page.locator('dialog[open] .error', { hasText: /\S/ });
				await error.waitFor({ timeout: PATIENCE });
				await picture(page, output, 'review-locked');
				expectWords(await error.innerText(), 'This could not be saved. Please try again.');
				await reviews.expectWaiting(review);
				expectCalls(store, 'Locked', 0);
			});
			await grid.send();
			expectWords(await grid.outcome(), 'Confirmed', 'Marta Ruiz');
			await reviews.reaches(review, ['success'], 30);
			expectCalls(store, 'Locked', SMALL_COUNT);
		});
	});
}

async function comeTooLate({ checks, reviews, store, output }: Setting, review: OpenReview, stale: Page): Promise<void> {
	await checks.check('VM-06 nobody decides in time: the workflow goes on along Not Confirmed, nothing is processed, and a page left open says so', async () => {
		await expectNotConfirmed(reviews, review, 150);
		expectCalls(store, 'Too late', 0);
		const grid = new GridPage(stale);
		// Whoever wants to confirm is told before they are asked for a name.
		await stale.getByRole('button', { name: 'Confirm …' }).click();
		expectWords(await grid.outcome(), 'This review is closed', 'its time was up');
		await picture(stale, output, 'review-too-late');
		await expectClosed(review);
		expectCalls(store, 'Too late', 0);
	});
}

async function expectNotConfirmed(reviews: Reviews, review: OpenReview, seconds: number): Promise<void> {
	const ran = await reviews.reaches(review, ['success', 'error'], seconds);
	if (!ran.has(NOT_CONFIRMED) || ran.has(CALLS)) throw new Error(`These nodes ran: ${[...ran].join(', ')}`);
}

/** Whoever opens the link later is told by n8n itself: the node is not asked any more. */
async function expectClosed({ address }: OpenReview): Promise<void> {
	const answer = await fetch(address);
	const text = await answer.text();
	if (answer.status !== 409 || !text.includes('has finished already')) throw new Error(`The link is answered with ${answer.status}: ${text.slice(0, 300)}`);
}

function expectCalls(store: StoreFile, source: Small, wanted: number): void {
	const calls = store.number('SELECT COUNT(*) FROM task AS t JOIN contact AS c ON c.id = t.contact_id WHERE c.lead_source = ?', source);
	if (calls !== wanted) throw new Error(`There are ${calls} calls, not ${wanted}.`);
}

function expectWords(text: string, ...words: readonly string[]): void {
	for (const one of words) if (!text.includes(one)) throw new Error(`It doesn't say "${one}": ${text}`);
}
