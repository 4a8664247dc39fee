import type { Browser, Page } from 'playwright-core';

import type { Checks } from '../Checks';
import { PAYLOADS } from '../payloads';
import { DESKTOP, expectForPeople, picture, TELEPHONE, visit } from '../visit';
import { HOSTILE } from './contacts';
import { GridPage } from './GridPage';
import type { Reviews } from './Reviews';

/** Columns that hold what somebody wrote. */
const WRITTEN = ['name', 'title', 'account', 'city', 'region'] as const;

/** VM-06: script payloads in names, titles, accounts, cities and regions are text in the grid, in a filter's words and on telephones. */
export async function seeHostileNames(checks: Checks, browser: Browser, reviews: Reviews, output: string): Promise<void> {
	const { address } = await reviews.open(HOSTILE);
	for (const size of [DESKTOP, TELEPHONE]) {
		await checks.check(`VM-06 ${PAYLOADS.length} script payloads in rows ${size.width} points wide are text: none runs, none makes an element`, async () => {
			const look = { size, locale: 'en-GB', name: 'hostile' };
			await visit(browser, 'about:blank', look, async (page) => {
				// Some of them ask for a dialog; whoever gets as far as that has run.
				page.on('dialog', (dialog) => void dialog.accept().then(() => page.evaluate('window.broken = 1')));
				await page.goto(address);
				const grid = new GridPage(page);
				await grid.ready();
				const shown: string[][] = [];
				const read = async () => {
					const rows = await Promise.all(WRITTEN.map(async (column) => await page.locator(`tbody td.${column} bdi`).allTextContents()));
					for (const [index] of (rows[0] ?? []).entries()) shown.push(rows.map((cells) => cells[index] ?? ''));
				};
				await read();
				await picture(page, output, `review-hostile-${size.width}`);
				await expectForPeople(page, look);
				await expectUnbroken(page);
				await page.locator('.pager button').nth(2).click();
				await page.locator('.range', { hasText: `51–${PAYLOADS.length}` }).waitFor();
				await read();
				await page.locator('tbody input').first().uncheck();
				const wrong = PAYLOADS.filter((payload, index) => WRITTEN.some((_, column) => shown[index]?.[column] !== payload));
				if (shown.length !== PAYLOADS.length || wrong.length > 0) throw new Error(`${shown.length} rows; not shown as they are: ${JSON.stringify(wrong)}`);
				await page.locator('input[type="search"]').fill('<script>window.broken=1</script>');
				await page.locator('.range', { hasText: /^1–\d+ of \d+$/ }).waitFor();
				await expectUnbroken(page);
			});
		});
	}
}

async function expectUnbroken(page: Page): Promise<void> {
	// Marks and pictures of the page's own are SVG inside buttons; a payload would stand in a cell.
	const broken = await page.evaluate('window.broken === 1 || document.querySelector("tbody td > :not(bdi, span, label), tbody bdi > *, tbody span > *, main :is(script, img, iframe, style, form, base, object, embed)") !== null');
	if (broken === true) throw new Error('A name got out of its text.');
}
