import { writeFileSync } from 'node:fs';

import { rotateSigningKey } from '../../../engine/records/signingKey';
import type { RecordJson } from '../../../engine/records/RecordJson';
import { TRACKING_PICTURE } from '../../../engine/events/tracking/trackedHtml';
import type { PublishedWorkflow } from '../../harness';
import { query } from '../../support/rows';
import { ask, BROWSER, type Answered } from '../shared/http';
import { Mailings, within, type DeliveredMail } from '../shared/Mailings';
import { STORES } from '../shared/NodeHost';
import { TRIGGER } from '../shared/triggers';

const SHOP = 'https://shop.example.com/offer?a=1&b=%C3%A9#top';
/** Addresses that a redirect easily changes; a browser would go to the very same. */
const ODD = ['https://shop.example.com/50%-off?q=%zz', 'https://shop.example.com/?q=[a]|b^c`d', 'https://shop.example.com/?u=https%3A%2F%2Fa.example%2F%3Fb%3D1%26c&x=+%2B', 'https://shop.example.com', 'http://shop.example.com:8080/a//b/../c;d?#'];
const FOREIGN: ReadonlyArray<readonly [string, string]> = [
	['https://shop.example.com/mañana?x=é', 'https://shop.example.com/ma%C3%B1ana?x=%C3%A9'],
	['https://españa.example/', 'https://xn--espaa-rta.example/'],
];

/** The picture's address in a mail; null where there is none. */
function picture({ html }: DeliveredMail): string | null {
	return /<img src="([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? null;
}

describe.each(STORES)('VM-18 opens and clicks of mails by one\'s own server, over %s', (dialect) => {
	let mailings: Mailings;
	let events: PublishedWorkflow;
	let page: PublishedWorkflow;
	let template: RecordJson;
	let people = 0;
	beforeAll(async () => {
		mailings = await Mailings.create(dialect);
		events = await mailings.publish('emailEventsTrigger', { service: 'own' }, { id: 'events' });
		page = await mailings.publish('unsubscribeTrigger', {}, { id: 'page' });
		template = await mailings.template('Offer');
	});
	afterAll(() => mailings.close());

	/** Somebody new, an hour after a mail of a campaign of their own was handed over. */
	const mailed = async (tracking: string | null = null, words: RecordJson = template) => {
		const email = `nora${++people}@example.com`;
		const campaign = await mailings.campaign(`Spring ${people}`, { tracking });
		const [mail] = await mailings.mail(campaign, words, await mailings.person(`Nora ${people}`, email));
		await mailings.anHourPasses();
		return { email, campaign, mail: mail!, image: picture(mail!), link: mail!.links[0]! };
	};
	type Mailed = Awaited<ReturnType<typeof mailed>>;
	/** A message's figures, once they are as they should be. */
	const figures = async ({ campaign, email }: Mailed, wanted: Readonly<Record<string, unknown>>) =>
		await within(
			() => mailings.message(campaign, email),
			(row) => Object.entries(wanted).every(([name, value]) => row[name] === value),
		);
	const eventsOf = (id: unknown) => query(mailings.store, `SELECT kind, link, machine FROM message_event WHERE message_id = ${Number(id)} ORDER BY id`);

	test.each([
		[null, true, true],
		['both', true, true],
		['opens', true, false],
		['clicks', false, true],
		['none', false, false],
	])('VM-18 with a campaign\'s Tracking at %j mails have the picture: %j, and links by way of here: %j', async (tracking, opens, clicks) => {
		const { mail, image, link } = await mailed(tracking);
		const here = `${events.url(TRIGGER)}?m=`;
		expect(image?.startsWith(here) ?? false).toBe(opens);
		expect(mail.html.split('<img')).toHaveLength(opens ? 2 : 1);
		expect(clicks ? link.startsWith(here) : link).toBe(clicks ? true : SHOP);
		// Who unsubscribes goes straight there.
		expect(mail.links[1]).toMatch(new RegExp(`^${page.url(TRIGGER).replaceAll('.', '\\.')}\\?t=`));
		expect(mail.headers.get('list-unsubscribe')).toEqual([`<${mail.links[1]}>`]);
		expect(mail.text).not.toContain(here);
	});

	test('VM-18 the picture is one, is never kept, and counts a person\'s look as an open and a machine\'s apart', async () => {
		const somebody = await mailed();
		const shown = await ask(somebody.image!, { headers: BROWSER });
		expect([shown.status, shown.headers['content-type'], shown.headers['cache-control']]).toEqual([200, 'image/gif', 'no-store, private']);
		expect(shown.body).toEqual(TRACKING_PICTURE.content);
		expect(shown.body.subarray(0, 6).toString()).toBe('GIF89a');
		expect((await ask(somebody.image!, { headers: { 'User-Agent': 'Mozilla/5.0' } })).status).toBe(200);
		expect(await figures(somebody, { open_count: 1, machine_open_count: 1 })).toMatchObject({ open_count: 1, machine_open_count: 1, click_count: 0, first_open_at: expect.any(Number) });
	});

	test('VM-18 what is fetched in the moment of handing over was no person', async () => {
		const email = `nora${++people}@example.com`;
		const campaign = await mailings.campaign(`Spring ${people}`);
		const [mail] = await mailings.mail(campaign, template, await mailings.person(`Nora ${people}`, email));
		await ask(picture(mail!)!, { headers: BROWSER });
		const row = await within(() => mailings.message(campaign, email), ({ machine_open_count: opens }) => opens === 1);
		expect(row).toMatchObject({ open_count: 0, machine_open_count: 1 });
	});

	test('VM-18 a click leads to exactly the link\'s address, and is counted with it', async () => {
		const somebody = await mailed();
		const gone = await ask(somebody.link, { headers: BROWSER });
		expect([gone.status, gone.headers.location, gone.headers['cache-control'], gone.headers['referrer-policy']]).toEqual([302, SHOP, 'no-store, private', 'no-referrer']);
		const row = await figures(somebody, { click_count: 1 });
		expect(row).toMatchObject({ click_count: 1, last_link: SHOP, open_count: 0 });
		expect(await eventsOf(row['id'])).toEqual([{ kind: 'clicked', link: SHOP, machine: 0 }]);
	});

	test('VM-18 addresses that redirects easily change stay what they were', async () => {
		const written = [...ODD, ...FOREIGN.map(([link]) => link)];
		const odd = await mailings.template(`Odd ${people}`, { html: `${written.map((url) => `<a href="${url.replaceAll('&', '&amp;')}">x</a>`).join(' ')} <a href="{{ unsubscribe_url }}">no</a>` });
		const { mail } = await mailed('clicks', odd);
		const led: unknown[] = [];
		for (const link of mail.links.slice(0, written.length)) led.push(link.startsWith(events.url(TRIGGER)) ? (await ask(link, { headers: BROWSER })).headers.location : `untracked ${link}`);
		expect(led).toEqual([...ODD, ...FOREIGN.map(([, led]) => led)]);
	});

	test('VM-18 hits of mails sent before the keys changed go on counting', async () => {
		const somebody = await mailed();
		for (const purpose of ['tracking', 'message-ref']) await mailings.store.run(rotateSigningKey, { purpose });
		expect([(await ask(somebody.image!, { headers: BROWSER })).status, (await ask(somebody.link, { headers: BROWSER })).status]).toEqual([200, 302]);
		expect(await figures(somebody, { open_count: 1, click_count: 1 })).toMatchObject({ open_count: 1, click_count: 1 });
	});

	test('VM-18 what was changed leads nowhere: 404, and nothing is stored', async () => {
		const { image, link } = await mailed();
		const known = await mailings.takenIn();
		const changed = (url: string, name: string) => {
			const value = new URL(url).searchParams.get(name)!;
			return Array.from({ length: value.length }, (_, at) => {
				const other = new URL(url);
				other.searchParams.set(name, `${value.slice(0, at)}${value[at] === 'q' ? 'r' : 'q'}${value.slice(at + 1)}`);
				return other.href;
			});
		};
		const without = (url: string, name: string) => {
			const other = new URL(url);
			other.searchParams.delete(name);
			return other.href;
		};
		const other = await mailed();
		const mixed = new URL(link);
		mixed.searchParams.set('m', new URL(other.link).searchParams.get('m')!);
		const elsewhere = new URL(link);
		elsewhere.searchParams.set('u', 'https://evil.example/');
		const script = new URL(link);
		script.searchParams.set('u', 'javascript:alert(1)');
		const wrong = [
			...['m', 's'].flatMap((name) => [...changed(image!, name), ...changed(link, name), without(image!, name), without(link, name)]),
			...changed(link, 'u'), without(link, 'u'), `${image}&u=${encodeURIComponent('https://evil.example/')}`, `${link}&u=https://evil.example/`, `${link}&m=x`,
			mixed.href, elsewhere.href, script.href, events.url(TRIGGER), `${events.url(TRIGGER)}?m=1&s=1.x`,
		];
		expect(wrong.length).toBeGreaterThan(140);
		const answers: Answered[] = [];
		for (const url of wrong) answers.push(await ask(url, { headers: BROWSER }));
		expect(new Set(answers.map(({ status, headers: { location }, text }) => JSON.stringify([status, location, text])))).toEqual(new Set([JSON.stringify([404, undefined, ''])]));
		expect((await ask(image!, { method: 'POST', body: '[]', headers: { 'Content-Type': 'application/json' } })).status).toBe(405);
		expect(await mailings.takenIn()).toBe(known);
	});

	test('VM-18 hits are answered while a big set is written, and counted afterwards', async () => {
		const somebody = await mailed();
		const letGo = await mailings.hold();
		const start = performance.now();
		const statuses = [(await ask(somebody.image!, { headers: BROWSER })).status, (await ask(somebody.link, { headers: BROWSER })).status];
		const took = performance.now() - start;
		const held = await mailings.message(somebody.campaign, somebody.email);
		await letGo();
		expect(statuses).toEqual([200, 302]);
		expect(took).toBeLessThan(2_000);
		expect(held).toMatchObject({ open_count: 0, click_count: 0 });
		expect(await figures(somebody, { open_count: 1, click_count: 1 })).toMatchObject({ open_count: 1, click_count: 1 });
	});

	test('VM-18 none of all this started the workflow', async () => {
		expect(await events.results()).toEqual([]);
	});
});

describe('VM-18 hits that can\'t be counted', () => {
	test('VM-18 the picture is shown and the link followed all the same, and no workflow starts', async () => {
		const mailings = await Mailings.create();
		try {
			const events = await mailings.publish('emailEventsTrigger', { service: 'own' }, { id: 'events' });
			const [mail] = await mailings.mail(await mailings.campaign('Spring'), await mailings.template('Offer'), await mailings.person('Nora', 'nora@example.com'));
			writeFileSync(`${mailings.store.location}-intake`, 'this is no database, whatever its name says');
			const [shown, gone] = [await ask(picture(mail!)!, { headers: BROWSER }), await ask(mail!.links[0]!, { headers: BROWSER })];
			expect([shown.status, shown.headers['content-type'], gone.status, gone.headers.location]).toEqual([200, 'image/gif', 302, SHOP]);
			expect(await events.results()).toEqual([]);
		} finally {
			await mailings.close();
		}
	});
});
