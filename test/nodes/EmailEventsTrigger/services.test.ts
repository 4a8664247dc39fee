import { writeFileSync } from 'node:fs';

import type { RecordJson } from '../../../engine/records/RecordJson';
import type { PublishedWorkflow } from '../../harness';
import { execute } from '../../support/rows';
import { seededRandom } from '../../support/seededRandom';
import { ask } from '../shared/http';
import { Mailings, within } from '../shared/Mailings';
import { emitted, TRIGGER } from '../shared/triggers';
import { CLICKED, simulatedService, type Happening, type SimulatedService } from './SimulatedService';

const NOW = Math.floor(Date.now() / 1_000) - 3_600;
const PEOPLE = 12;

describe.each(['sendgrid', 'brevo'] as const)('VM-18 VM-19 events of %s', (name) => {
	let mailings: Mailings;
	let service: SimulatedService;
	let batches: PublishedWorkflow;
	let template: RecordJson;
	let campaigns = 0;
	beforeAll(async () => {
		[mailings, service] = await Promise.all([Mailings.create(), simulatedService(name)]);
		batches = await mailings.publish('emailEventsTrigger', { service: name }, { credentials: service.credentials });
		template = await mailings.template('Offer', { html: '<p>Hello <a href="https://shop.example.com/">x</a></p>' });
	});
	afterAll(async () => {
		await mailings.close();
		await service.stop();
	});

	/** A campaign whose mails the service took; each recipient's address. */
	const mailed = async (people = PEOPLE) => {
		const campaign = await mailings.campaign(`Campaign ${++campaigns}`);
		const persons: RecordJson[] = [];
		for (let index = 0; index < people; index++) persons.push(await mailings.person(`Person ${index}`, `p${index}@${name}${campaigns}.example.com`));
		await mailings.queue(campaign, template, ...persons);
		(await mailings.deliverBy(name, campaign, service.credentials)).expect('success');
		const addresses = persons.map((_, index) => `p${index}@${name}${campaigns}.example.com`);
		expect(addresses.filter((address) => !service.recipients().includes(address))).toEqual([]);
		return { campaign, addresses, persons };
	};
	const post = async (events: readonly unknown[], to = batches) => (await ask(to.url(TRIGGER), service.post(events, to.url(TRIGGER)))).status;
	const started = async (published = batches) => (await published.results()).length;
	const message = (campaign: RecordJson, address: string, wanted: Readonly<Record<string, unknown>>) =>
		within(() => mailings.message(campaign, address), (row) => Object.entries(wanted).every(([field, value]) => row[field] === value));

	test('VM-18 publishing told the service where to post', () => {
		expect(service.addresses()).toEqual(service.addresses().map(() => `${batches.url(TRIGGER)}`));
		expect(service.addresses()).toHaveLength(name === 'brevo' ? 2 : 1);
	});

	test('VM-18 VM-19 told 46 times, shuffled, in posts of any cut, they count once: messages, consent, and one item a post that brought something new', async () => {
		const { campaign, addresses } = await mailed();
		const before = await started();
		const story: Readonly<Record<number, readonly Happening[]>> = { 0: ['delivered', 'opened', 'opened', 'clicked'], 1: ['delivered', 'machine opened'], 2: ['hard bounce'], 3: ['soft bounce'], 4: ['delivered', 'spam'], 5: ['delivered', 'unsubscribed'] };
		const events = addresses.flatMap((address, index) => (story[index] ?? ['delivered']).map((happening, at) => service.event(address, happening, NOW + at * 60)));
		const random = seededRandom(46);
		const order = Array.from({ length: 46 }, () => events).flat().map((event) => ({ event, at: random() })).sort((one, other) => one.at - other.at).map(({ event }) => event);
		const statuses = new Set<number>();
		for (let at = 0; at < order.length; at += 37) statuses.add(await post(order.slice(at, at + 37)));
		expect(statuses).toEqual(new Set([200]));

		const wanted: ReadonlyArray<Readonly<Record<string, unknown>>> = [
			{ open_count: 2, click_count: 1, last_link: CLICKED, machine_open_count: 0, delivered_at: NOW * 1_000 },
			{ open_count: 0, machine_open_count: 1 },
			{ bounce_count: 1, bounce_kind: 'hard', delivered_at: null },
			{ bounce_count: 1, bounce_kind: 'soft' },
			{ spam_at: (NOW + 60) * 1_000 },
			{ unsubscribed_at: (NOW + 60) * 1_000 },
			{ delivered_at: NOW * 1_000, open_count: 0, bounce_count: 0 },
		];
		for (const [index, figures] of wanted.entries()) expect(await message(campaign, addresses[index]!, figures)).toMatchObject(figures);
		const no = async (index: number) => (await mailings.ledger(addresses[index]!, 0)).map(({ decision, source, scope }) => [decision, source, scope]);
		expect([await no(0), await no(2), await no(3), await no(4), await no(5)]).toEqual([[], [['no', 'bounce', 'all']], [], [['no', 'complaint', 'all']], [['no', 'recipient', 'all']]]);

		const fresh = await within(async () => (await batches.results()).slice(before).flatMap((result) => result.expect('success').json(TRIGGER)), (items) => items.reduce((sum, item) => sum + Number(item['new']), 0) === events.length);
		expect(fresh.reduce((sum, item) => sum + Number(item['new']), 0)).toBe(events.length);
		expect(fresh.filter((item) => item['new'] === 0 || item['received'] !== Number(item['new']) + Number(item['repeated']))).toEqual([]);
		expect(fresh[0]).toMatchObject({ service: name, unreadable: 0, kinds: expect.any(Object), folded: expect.objectContaining({ unknown: 0 }) });
		// All of it once more starts nothing.
		const sofar = await started();
		expect(await post(events)).toBe(200);
		expect(await emitted(batches, sofar, 0)).toEqual([]);
	});

	test('VM-18 what can\'t be read is refused alone, what nobody knows is kept and counted, the others count', async () => {
		const { campaign, addresses } = await mailed(2);
		const before = await started();
		const [good, strange] = [service.event(addresses[0]!, 'opened', NOW), service.event(addresses[1]!, 'teleported', NOW)];
		const nameless = { ...service.event(addresses[1]!, 'opened', NOW), event: undefined };
		expect(await post([nameless, 5, good, strange, null, 'text'])).toBe(200);
		expect(await message(campaign, addresses[0]!, { open_count: 1 })).toMatchObject({ open_count: 1 });
		expect(await message(campaign, addresses[1]!, { open_count: 0 })).toMatchObject({ open_count: 0 });
		expect(await emitted(batches, before, 1)).toMatchObject([{ service: name, received: 6, new: 6, unreadable: 4, kinds: { opened: 1, unknown: 1 }, folded: { applied: 1, unknown: 1, unreadable: 4 } }]);
		const unmatched = await mailings.nodes.json('campaignEmail', { resource: 'otherMail', operation: 'getUnmatched', why: ['unknown', 'unreadable'], returnAll: true });
		expect(unmatched.find(({ event }) => event === 'teleported')).toMatchObject({ service: name, why: 'unknown', count: 1, firstAt: new Date(NOW * 1_000).toISOString(), example: expect.stringContaining(addresses[1]!) });
		const unreadable = unmatched.filter(({ why }) => why === 'unreadable');
		expect(unreadable.reduce((sum, { count }) => sum + Number(count), 0)).toBe(4);
		for (const { reason, example } of unreadable) expect([reason, example]).toEqual([expect.stringMatching(/\S/), expect.stringMatching(/\S/)]);
	});

	test('VM-18 a post of nothing but what can\'t be read still names its service', async () => {
		const before = await started();
		expect(await post([{ unreadable: campaigns }])).toBe(200);
		expect(await emitted(batches, before, 1)).toMatchObject([{ service: name, received: 1, new: 1, unreadable: 1, kinds: {} }]);
	});

	test('VM-18 10,000 events in one post are stored and answered, and folded to the last', async () => {
		const { campaign, addresses } = await mailed(1);
		const [before, known] = [await started(), await mailings.takenIn()];
		const events = Array.from({ length: 10_000 }, (_, index) => service.event(addresses[0]!, 'opened', NOW + index));
		const asking = service.post(events, batches.url(TRIGGER));
		const start = performance.now();
		expect((await ask(batches.url(TRIGGER), asking)).status).toBe(200);
		expect(performance.now() - start).toBeLessThan(6_000);
		expect(await mailings.takenIn()).toBe(known + 10_000);
		expect(await emitted(batches, before, 1)).toMatchObject([{ received: 10_000, new: 10_000, repeated: 0, kinds: { opened: 10_000 } }]);
		expect(await message(campaign, addresses[0]!, { open_count: 10_000 })).toMatchObject({ open_count: 10_000 });
	});

	test('VM-18 events that come while a big set is written are answered at once, and counted afterwards', async () => {
		const { campaign, addresses } = await mailed(1);
		const before = await started();
		const letGo = await mailings.hold();
		const start = performance.now();
		const status = await post([service.event(addresses[0]!, 'clicked', NOW)]);
		const took = performance.now() - start;
		const held = await mailings.message(campaign, addresses[0]!);
		await letGo();
		expect([status, held['click_count']]).toEqual([200, 0]);
		expect(took).toBeLessThan(2_000);
		expect(await message(campaign, addresses[0]!, { click_count: 1 })).toMatchObject({ click_count: 1, last_link: CLICKED });
		expect(await emitted(batches, before, 1)).toMatchObject([{ new: 1, kinds: { clicked: 1 } }]);
	});

	test('VM-18 events that can\'t be folded just now start the workflow all the same, and count with the next', async () => {
		const { campaign, addresses } = await mailed(2);
		const before = await started();
		await execute(mailings.store, 'ALTER TABLE message_event RENAME TO message_event_away');
		const status = await post([service.event(addresses[0]!, 'opened', NOW)]);
		const items = await emitted(batches, before, 1);
		await execute(mailings.store, 'ALTER TABLE message_event_away RENAME TO message_event');
		expect([status, items]).toMatchObject([200, [{ service: name, new: 1, kinds: { opened: 1 }, folded: null }]]);
		expect(await post([service.event(addresses[1]!, 'opened', NOW)])).toBe(200);
		expect(await message(campaign, addresses[0]!, { open_count: 1 })).toMatchObject({ open_count: 1 });
		expect(await emitted(batches, before, 2)).toMatchObject([{}, { folded: { applied: 2 } }]);
	});

	test('VM-18 with an item for each event: the event, its message, recipient and campaign, and null where it is none of ours', async () => {
		const each = await mailings.publish('emailEventsTrigger', { service: name, emit: 'event', path: 'each' }, { credentials: service.credentials, id: 'each' });
		const { campaign, addresses, persons } = await mailed(2);
		const { id } = await mailings.message(campaign, addresses[0]!);
		const click = service.event(addresses[0]!, 'clicked', NOW);
		const foreign = { ...service.event(addresses[1]!, 'hard bounce', NOW + 60), email: `stranger@${name}.example.com`, crm_message: undefined, 'X-Mailin-custom': undefined, sg_message_id: 'elsewhere.0', 'message-id': 'elsewhere@x' };
		expect(await post([click, foreign, click], each)).toBe(200);
		const items = await emitted(each, 0, 1);
		expect(items).toEqual([
			{ service: name, event: 'clicked', at: new Date(NOW * 1_000).toISOString(), email: addresses[0], messageId: id, campaignId: campaign.id, kind: 'contact', id: persons[0]!.id, link: CLICKED, bounce: null, machine: false, reason: null },
			expect.objectContaining({ event: 'bounced', bounce: 'hard', email: `stranger@${name}.example.com` }),
		]);
		expect(await post([click], each)).toBe(200);
		expect(await emitted(each, 1, 0)).toEqual([]);
	});

	test('VM-18 GET is answered with 405', async () => {
		expect((await ask(batches.url(TRIGGER))).status).toBe(405);
	});

	test('VM-18 what can\'t be put down is answered with 503 and Retry-After, and starts no workflow', async () => {
		const broken = await Mailings.create();
		try {
			const events = await broken.publish('emailEventsTrigger', { service: name }, { credentials: service.credentials });
			writeFileSync(`${broken.store.location}-intake`, 'this is no database, whatever its name says');
			const answer = await ask(events.url(TRIGGER), service.post([{}], events.url(TRIGGER)));
			expect([answer.status, answer.headers['retry-after'], answer.text]).toEqual([503, '60', '']);
			expect(await events.results()).toEqual([]);
		} finally {
			await broken.close();
		}
	});
});
