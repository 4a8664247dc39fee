import { deliver } from '../../../engine/delivery/deliver';
import { unsubscribeHeaders, unsubscribeLink, WITHOUT_LINKS, type DeliveryLinks } from '../../../engine/delivery/DeliveryLinks';
import { unsubscribeWays } from '../../../engine/delivery/MailRenderer';
import { previewDelivery } from '../../../engine/delivery/previewDelivery';
import { unsubscribeVisit } from '../../../engine/consent/unsubscribeVisit';
import type { MailChannel } from '../../../engine/delivery/MailChannel';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { FakeChannel } from '../../support/FakeChannel';
import { count, execute, insertRow, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';

const PAGE = 'https://n8n.example.com/webhook/unsubscribe';
const TRACKING = 'https://n8n.example.com/webhook/email-events-own';
const LINK = '<p>Hi</p><p><a href="https://shop.example.com/a?b=1&amp;c=2">Shop</a> <a href="{{ unsubscribe_url }}">No more</a></p>';

describeStores('X-09 the links that mails carry', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeAll(async () => {
		store = await newStore();
	});
	beforeEach(async () => {
		world = await CampaignWorld.in(store);
	});

	/** Three of each: with the link, without it, transactional without it; and transactional with it. */
	const queueAll = async () => {
		const people = await world.contacts(12);
		const templates: Row[] = [
			{ html: LINK },
			{ html: '<p>Hi</p>' },
			{ html: '<p>Paid</p>', transactional: 1 },
			{ html: '<p>Paid</p><p><a href="{{ unsubscribe_url }}">x</a></p>', transactional: 1 },
		];
		for (const [index, template] of templates.entries()) {
			const templateId = await insertRow(store, 'template', { name: `T${index}`, subject: 'x', from_email: 'shop@example.com', ...template });
			await world.process(await world.select(people.slice(index * 3, index * 3 + 3)), { ...world.messages, templateId }, { campaignId: world.campaignId });
		}
	};
	const run = async (given: Partial<DeliveryLinks>, abilities: Partial<MailChannel> = {}) => {
		const links = { ...WITHOUT_LINKS, ...given };
		const channel = Object.assign(new FakeChannel(), abilities);
		const ways = unsubscribeWays({ links, channel });
		const foretold = await store.run(previewDelivery, { campaignId: world.campaignId, fromAddress: null, unsubscribe: ways });
		const result = await deliver(store, channel, { campaignId: world.campaignId, from: { name: null, address: null, replyTo: null }, links, rate: null, maxMessages: null, maxTime: null });
		const queued = await count(store, `SELECT COUNT(*) FROM message WHERE state = 'queued' AND campaign_id = ${world.campaignId}`);
		expect(foretold).toMatchObject({ wouldSend: result.sent, withoutUnsubscribe: result.withoutUnsubscribe, wouldFail: result.failed, later: 0 });
		expect([result.failed, queued, channel.mails.length]).toEqual([0, result.withoutUnsubscribe, result.sent]);
		return { result, mails: channel.mails };
	};

	test.each([
		['a page, and it is required', { unsubscribePage: PAGE, unsubscribeRequired: true }, {}, 9, 3],
		['no page, and it is required', { unsubscribePage: null, unsubscribeRequired: true }, {}, 6, 6],
		['a page, trying out', { unsubscribePage: PAGE, unsubscribeRequired: false }, {}, 12, 0],
		['no page, trying out', { unsubscribePage: null, unsubscribeRequired: false }, {}, 12, 0],
		['no page, and a service that adds a way of its own', { unsubscribePage: null, unsubscribeRequired: true }, { addsUnsubscribe: true }, 12, 0],
	] as const)('X-09 the dry run tells what the delivery does: %s', async (_, links, abilities, sent, without) => {
		await queueAll();
		expect((await run(links, abilities)).result).toMatchObject({ sent, withoutUnsubscribe: without });
	});

	test('X-09 what waits for a page goes out as soon as there is one, and only once', async () => {
		await queueAll();
		const without = { unsubscribePage: null, unsubscribeRequired: true };
		expect((await run(without)).result).toMatchObject({ sent: 6, withoutUnsubscribe: 6 });
		expect((await run(without)).result).toMatchObject({ sent: 0, withoutUnsubscribe: 6 });
		expect((await run({ ...without, unsubscribePage: PAGE })).result).toMatchObject({ sent: 3, withoutUnsubscribe: 3 });
	});

	test('X-09 each recipient\'s link is theirs, the same in the header and in the mail; transactional mails have none', async () => {
		await queueAll();
		const { mails } = await run({ unsubscribePage: PAGE, unsubscribeRequired: true });
		const marketing = mails.filter(({ headers }) => 'List-Unsubscribe' in headers);
		expect(marketing).toHaveLength(3);
		for (const { headers, html, to } of marketing) {
			const [, url] = /^<(https:[^>]+)>$/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
			expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
			expect(html).toContain(`href="${url}"`);
			expect(await store.run(unsubscribeVisit, new URL(url!).searchParams.get('t')!)).toMatchObject({ addressKey: to.address, campaignId: world.campaignId, standing: null });
		}
		expect(mails.filter(({ html }) => html.includes(PAGE))).toHaveLength(3);
	});

	test('X-09 tracking leaves the link that unsubscribes alone, also where the page\'s address has a query of its own', async () => {
		await queueAll();
		const page = `${PAGE}?lang=es`;
		const { mails } = await run({ unsubscribePage: page, tracking: TRACKING, unsubscribeRequired: true });
		const marketing = mails.filter(({ headers }) => 'List-Unsubscribe' in headers);
		expect(marketing).toHaveLength(3);
		for (const { html } of marketing) {
			expect(html).toContain('href="https://n8n.example.com/webhook/unsubscribe?lang=es&amp;t=');
			expect(html).not.toContain('href="https://shop.example.com');
			expect(html.split(`${TRACKING}?m=`)).toHaveLength(3);
		}
	});

	test('X-09 a service that counts by itself gets the mails as they are', async () => {
		await queueAll();
		const { mails } = await run({ unsubscribePage: PAGE, tracking: TRACKING, unsubscribeRequired: true }, { tracks: true });
		expect(mails.filter(({ html }) => html.includes(TRACKING))).toEqual([]);
		expect(new Set(mails.map(({ tracking }) => tracking))).toEqual(new Set([null]));
	});

	test.each(['both', 'opens', 'clicks', 'none'] as const)('VM-18 such a service learns what the campaign lets it follow: %s', async (tracking) => {
		await queueAll();
		await execute(store, `UPDATE campaign SET tracking = '${tracking}' WHERE id = ${world.campaignId}`);
		const { mails } = await run({ unsubscribePage: PAGE, tracking: TRACKING, unsubscribeRequired: true }, { tracks: true });
		expect(mails.length).toBeGreaterThan(0);
		expect(new Set(mails.map((mail) => mail.tracking))).toEqual(new Set([tracking]));
	});
});

describe('X-09 the address of an unsubscribe link', () => {
	test('X-09 goes behind a page\'s own query, or begins one; in the header it stands alone', () => {
		expect(unsubscribeLink('https://a.example/u', 'T')).toBe('https://a.example/u?t=T');
		expect(unsubscribeLink('https://a.example/u?x=1', 'T')).toBe('https://a.example/u?x=1&t=T');
		expect(unsubscribeHeaders('https://a.example/u?t=T')).toEqual({ 'List-Unsubscribe': '<https://a.example/u?t=T>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
	});
});
