import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import type { Mailbox } from '../../scripts/mailbox';
import type { ReceivedMail } from '../../scripts/ReceivedMail';
import type { Checks } from './Checks';
import { DESKTOP, TELEPHONE } from './visit';

/** VM-20, VM-18: what recipients of the campaign's mails meet on a real n8n: the unsubscribe page, the mail program's button, links and pictures. */
export async function actAsRecipients(checks: Checks, browser: Browser, mailbox: Mailbox, output: string): Promise<void> {
	const mails = mailbox.mails();
	const [first, second, third] = mails.filter((mail) => unsubscribeUrl(mail) !== null).slice(-3);
	await checks.check('VM-20 every campaign mail carries one address to unsubscribe at, and the one-click header', () => {
		if (!first || !second || !third) throw new Error(`Only ${[first, second, third].filter(Boolean).length} of ${mails.length} mails have a List-Unsubscribe header.`);
		return Promise.resolve();
	});
	if (!first || !second || !third) return;
	await unsubscribeOnPage(checks, browser, unsubscribeUrl(first) ?? '', output);
	await checks.check('VM-20 one-click: a mail program posts, urlencoded or multipart or with nothing, and gets 200', async () => {
		const url = unsubscribeUrl(second) ?? '';
		const form = new FormData();
		form.set('List-Unsubscribe', 'One-Click');
		for (const body of [new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), form, undefined]) {
			const { status } = await fetch(url, { method: 'POST', body });
			if (status !== 200) throw new Error(`It was answered with ${status}.`);
		}
	});
	await checks.check('VM-20 looking at the page, however often, unsubscribes nobody', async () => {
		const url = unsubscribeUrl(third) ?? '';
		for (let visit = 0; visit < 20; visit++) await fetch(url);
		const page = await (await fetch(url)).text();
		if (!page.includes('<form')) throw new Error('The page does not ask any more.');
	});
	await checks.check('VM-20 a link that is cut off or made up gets one answer, and changes nothing', async () => {
		const url = unsubscribeUrl(third) ?? '';
		const answers = await Promise.all([url.slice(0, -3), `${url}AA`, url.replace(/t=.*/, 't=guess'), url.replace(/t=.*/, '')].map(async (made) => await fetch(made, { method: 'POST' })));
		if (!answers.every(({ status }) => status === 404)) throw new Error(`They were answered with ${answers.map(({ status }) => status).join(', ')}.`);
	});
	await checks.check('VM-18 the picture and the links of a mail answer, and lead where they led', async () => {
		const picture = /<img src="([^"]+)" width="1"/.exec(third.html ?? '')?.[1];
		if (picture === undefined) throw new Error('The mail has no picture that counts.');
		const shown = await fetch(picture.replaceAll('&amp;', '&'));
		if (shown.status !== 200 || shown.headers.get('content-type') !== 'image/gif') throw new Error(`The picture was answered with ${shown.status} ${shown.headers.get('content-type') ?? ''}.`);
		const tampered = await fetch(picture.replaceAll('&amp;', '&').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')));
		if (tampered.status !== 404) throw new Error(`A changed one was answered with ${tampered.status}.`);
	});
}

async function unsubscribeOnPage(checks: Checks, browser: Browser, url: string, output: string): Promise<void> {
	const visit = async (size: { readonly width: number; readonly height: number }, locale: string, name: string, work: (page: Page) => Promise<void>) => {
		const context = await browser.newContext({ viewport: size, locale });
		try {
			const page = await context.newPage();
			await page.goto(url);
			await page.screenshot({ path: join(output, `unsubscribe-${name}.png`) });
			await work(page);
		} finally {
			await context.close();
		}
	};
	const heading = async (page: Page) => await page.locator('h1').innerText();
	await checks.check('VM-20, X-09 the landing page asks, on a telephone too and in the visitor\'s language', async () => {
		await visit(TELEPHONE, 'es-ES', 'telephone-es', async (page) => {
			if ((await page.locator('html').getAttribute('lang')) !== 'es') throw new Error('It is not in Spanish.');
			const wider = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
			if (wider === true) throw new Error('It is wider than the telephone.');
		});
		await visit(DESKTOP, 'it-IT', 'desktop-it', async (page) => {
			if ((await page.locator('html').getAttribute('lang')) !== 'it') throw new Error('It is not in Italian.');
		});
	});
	await checks.check('VM-20 unsubscribing on the page is confirmed, and a second visit says so', async () => {
		await visit(DESKTOP, 'en-GB', 'desktop-ask', async (page) => {
			const asked = await heading(page);
			await page.locator('button[type="submit"]').click();
			await page.waitForLoadState();
			await page.screenshot({ path: join(output, 'unsubscribe-desktop-done.png') });
			if ((await heading(page)) === asked) throw new Error('The page still asks.');
		});
		await visit(TELEPHONE, 'en-GB', 'telephone-second-visit', async (page) => {
			// It is answered once it is put down, and folded a moment later.
			for (let visits = 1; (await page.locator('form input[type="radio"]').count()) > 0; visits++) {
				if (visits === 10) throw new Error('The second visit asks again.');
				await page.waitForTimeout(500);
				await page.reload();
			}
		});
	});
}

function unsubscribeUrl(mail: ReceivedMail): string | null {
	const header = mail.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')?.value;
	return /^<(https?:\/\/[^>]+)>$/.exec(header ?? '')?.[1] ?? null;
}
