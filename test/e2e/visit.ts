import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

export const DESKTOP = { width: 1280, height: 800 };
export const TELEPHONE = { width: 360, height: 740 };

/** How somebody looks at a page. */
export interface Look {
	readonly size: { readonly width: number; readonly height: number };
	readonly locale: string;
	/** Names the picture. */
	readonly name: string;
	readonly colours?: 'light' | 'dark';
	/** Whether the browser runs scripts; it does unless told otherwise. */
	readonly script?: boolean;
}

/** Every page is seen so: both widths, light and dark, each language. */
export const LOOKS: readonly Look[] = [
	{ size: TELEPHONE, locale: 'es-ES', name: 'telephone-es' },
	{ size: TELEPHONE, locale: 'it-IT', name: 'telephone-it-dark', colours: 'dark' },
	{ size: DESKTOP, locale: 'en-US', name: 'desktop-en' },
	{ size: DESKTOP, locale: 'es-MX', name: 'desktop-es-dark', colours: 'dark' },
];

const WCAG = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Visits an address in a browser of its own, runs `work` on the page, and leaves. */
export async function visit(browser: Browser, address: string, look: Look, work: (page: Page) => Promise<void>): Promise<void> {
	const context = await browser.newContext({ viewport: look.size, locale: look.locale, colorScheme: look.colours ?? 'light', javaScriptEnabled: look.script ?? true });
	try {
		const page = await context.newPage();
		await page.goto(address);
		await work(page);
	} finally {
		await context.close();
	}
}

export async function picture(page: Page, output: string, name: string, whole: boolean = false): Promise<void> {
	await page.screenshot({ path: join(output, `${name}.png`), fullPage: whole });
}

/** Throws where the page is in another language, wider than the screen, or axe-core finds something serious. */
export async function expectForPeople(page: Page, { locale }: Look): Promise<void> {
	const language = await page.locator('html').getAttribute('lang');
	if (language !== locale.slice(0, 2)) throw new Error(`It is in "${language ?? ''}", and the browser asks for ${locale}.`);
	const wider = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
	if (wider === true) throw new Error('It is wider than the screen.');
	await expectAccessible(page);
}

/** Throws what axe-core finds of serious or critical impact in the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
	await page.evaluate(WCAG);
	const serious = await page.evaluate('axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes[0].html}`))');
	if (!Array.isArray(serious) || serious.length > 0) throw new Error(`axe-core finds ${JSON.stringify(serious)}`);
}
