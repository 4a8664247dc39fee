import { renameSync, rmSync, writeFileSync } from 'node:fs';

import { closeStore } from '../../../engine/store/openStore';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { ask, type Answered, type Asking } from '../shared/http';
import { Mailings } from '../shared/Mailings';

const FORM: Asking = { method: 'POST', body: new URLSearchParams({ confirm: '1', scope: 'all' }) };
const ONE_CLICK: Asking = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };

describe('VM-20 the unsubscribe page where nothing can be written down', () => {
	let mailings: Mailings;
	beforeEach(async () => {
		mailings = await Mailings.create();
	});
	afterEach(() => mailings.close());

	const published = async () => {
		const page = await mailings.publish('unsubscribeTrigger');
		const [mail] = await mailings.mail(await mailings.campaign('Spring'), await mailings.template('Offer'), await mailings.person('Amelia', 'amelia@example.com'));
		return { page, url: mail!.links[1]! };
	};
	const refused = (answers: readonly Answered[]) => {
		for (const { status, headers, text } of answers) {
			expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '60', 'no-store']);
			expect(text).toContain('your choice was not saved');
			expect(text).not.toMatch(/You are unsubscribed|sqlite|amelia/);
		}
	};
	const ways = async (url: string, ...askings: readonly Asking[]) => {
		const answers: Answered[] = [];
		for (const asking of askings) answers.push(await ask(url, asking));
		return answers;
	};

	test('VM-20 a store that can\'t be opened: 503 to every request, and the workflow never starts', async () => {
		const { page, url } = await published();
		const { location } = mailings.store;
		await closeStore(defaultStore());
		renameSync(location, `${location}.away`);
		writeFileSync(location, 'this is no database, whatever its name says');
		refused(await ways(url, {}, FORM, ONE_CLICK));
		expect(await page.results()).toEqual([]);

		await closeStore(defaultStore());
		rmSync(location);
		renameSync(`${location}.away`, location);
		expect((await ask(url)).status).toBe(200);
		expect((await ask(url, FORM)).text).toContain('You are unsubscribed');
	});

	test('VM-20 an intake that can\'t be written: a no is never said to be taken that was not, and the page still shows', async () => {
		const { page, url } = await published();
		writeFileSync(`${mailings.store.location}-intake`, 'this is no database, whatever its name says');
		expect((await ask(url)).status).toBe(200);
		refused(await ways(url, FORM, ONE_CLICK));
		expect([await page.results(), await mailings.noes()]).toEqual([[], 0]);
	});
});
