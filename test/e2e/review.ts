import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import type { Checks } from './Checks';

const DESKTOP = { width: 1280, height: 800 };
const TELEPHONE = { width: 360, height: 740 };

/**
 * VM-06: what a person does on the page of a review on a real n8n: looks at it on a telephone and a desktop, filters, unticks all
 * that match and ticks them again, confirms; whoever comes later is told so.
 * @param rows in the selection
 * @param address what the review's panel shows
 */
export async function confirmReview(checks: Checks, browser: Browser, address: string, rows: number, output: string): Promise<void> {
	const visit = async (size: { readonly width: number; readonly height: number }, colorScheme: 'light' | 'dark', locale: string, work: (page: Page) => Promise<void>) => {
		const context = await browser.newContext({ viewport: size, colorScheme, locale });
		try {
			const page = await context.newPage();
			await page.goto(address);
			await work(page);
		} finally {
			await context.close();
		}
	};
	const picture = async (page: Page, name: string) => void (await page.screenshot({ path: join(output, `review-${name}.png`) }));
	const waitForRows = async (page: Page) => await page.locator('tbody input[type="checkbox"]').first().waitFor();

	await checks.check('VM-06, X-09 the review\'s page on a telephone, in the visitor\'s language, no wider than it', async () => {
		await visit(TELEPHONE, 'dark', 'es-ES', async (page) => {
			await waitForRows(page);
			await picture(page, 'telephone-es-dark');
			if ((await page.locator('html').getAttribute('lang')) !== 'es') throw new Error('It is not in Spanish.');
			if ((await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')) === true) throw new Error('It is wider than the telephone.');
		});
	});
	await checks.check('VM-06 a person filters, unticks and ticks all that match, and confirms', async () => {
		await visit(DESKTOP, 'light', 'en-GB', async (page) => {
			await waitForRows(page);
			await expectWords(page, `${rows} of ${rows} ticked`);
			await picture(page, 'desktop');
			await page.locator('input[type="search"]').fill('luis');
			await page.waitForFunction(`document.querySelectorAll('tbody tr').length < ${Math.min(rows, 50)}`);
			await picture(page, 'desktop-filtered');
			await page.getByRole('button', { name: /^untick/i }).first().click();
			await page.waitForFunction(`!document.body.innerText.includes(${JSON.stringify(`${rows} of ${rows} ticked`)})`);
			await page.getByRole('button', { name: /^tick/i }).first().click();
			await expectWords(page, `${rows} of ${rows} ticked`);
			await page.getByRole('button', { name: /^confirm/i }).last().click();
			const dialog = page.locator('dialog[open]');
			await dialog.locator('input').fill('Marta Ruiz');
			await dialog.getByText('get the mail').waitFor();
			await picture(page, 'desktop-confirm');
			await dialog.locator('button[type="submit"]').click();
			await page.getByText('Marta Ruiz').first().waitFor();
			await picture(page, 'desktop-done');
		});
	});
	await checks.check('VM-06 who opens it later does not decide again', async () => {
		const { status } = await fetch(address);
		if (status === 200) throw new Error('The page still opens, though the workflow went on.');
	});
}

async function expectWords(page: Page, words: string): Promise<void> {
	await page.getByText(words).first().waitFor();
}
