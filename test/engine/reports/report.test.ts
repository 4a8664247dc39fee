import type { CampaignReport, ReportScope } from '../../../engine/reports/CampaignReport';
import { forgetPerson } from '../../../engine/consent/forgetPerson';
import { readReport } from '../../../engine/reports/readReport';
import { CampaignWorld } from '../../support/campaignWorld';
import { insertRows } from '../../support/rows';
import { seededRandom } from '../../support/seededRandom';
import { describeStores } from '../../support/stores';
import { RandomWorld } from './RandomWorld';
import { applyAll } from './reportStore';

const BEGIN = Date.UTC(2025, 9, 20);
const ALL: ReportScope = { campaignIds: null, from: null, until: null, timeZone: 'Europe/Madrid', wonStages: ['Closed Won'], links: 1_000 };
/** A report as the model tells it. Days on which nothing happened are left out. */
function told(report: CampaignReport) {
	const unnamed = <Row extends { readonly name: string | null }>({ name: _, ...rest }: Row) => rest;
	return {
		figures: report.figures,
		delivery: report.delivery,
		links: report.links,
		days: new Map(
			report.days.flatMap(({ day, ...columns }) => {
				const some = Object.fromEntries(Object.entries(columns).filter(([, count]) => count > 0));
				return Object.keys(some).length === 0 ? [] : [[day, some] as const];
			}),
		),
		campaigns: new Map(report.campaigns.map(unnamed).map(({ campaignId, ...figures }) => [campaignId, figures])),
		salespeople: new Map(report.salespeople.map(unnamed).map(({ userId, ...figures }) => [userId, figures])),
		reasons: new Map(report.reasons.map(({ reasonClass, reason, messages }) => [`${reasonClass}: ${reason ?? ''}`, messages])),
	};
}

describeStores('campaign report', (newStore) => {
	test.each([1, 2, 3])('X-06 every figure equals the rows counted one by one, whatever the campaigns, days and time zone (seed %i)', async (seed) => {
		const store = await newStore();
		const world = new RandomWorld(store, seededRandom(seed));
		await world.begin();
		for (let round = 0; round < 6; round++) {
			await world.addCampaign();
			for (const scope of [ALL, world.scope(), world.scope(), world.scope()]) {
				const report = await store.run(readReport, scope);
				const { reasons, ...model } = world.model.report(scope);
				const { reasons: toldReasons, ...figures } = told(report);
				expect({ scope, ...figures }).toEqual({ scope, ...model });
				// An uncertain message has no class in its row; the report gives it one.
				expect(toldReasons).toEqual(new Map([...reasons].map(([key, count]) => [key.startsWith(': The answer') ? `uncertain${key}` : key.replace(/^: /, 'policy: '), count])));
				sumsHold(report);
			}
		}
	});

	test('X-06 selected, not sent and its reasons are those of the processes; a run of what was done before selects nothing anew', async () => {
		const world = await CampaignWorld.in(await newStore());
		const good = await world.contacts(4);
		const bad = await world.add('contact', { name: 'No Address' }, { name: 'Bad', email: 'bad@' });
		const selection = await world.select([...good, ...bad]);
		await world.process(selection, world.messages, { campaignId: world.campaignId });
		await world.queue([...good, ...(await world.contacts(1, () => ({ email: 'late@example.com' })))]);
		const { figures, reasons, campaigns } = await world.store.run(readReport, { ...ALL, campaignIds: [world.campaignId] });
		expect(figures).toMatchObject({ selected: 7, messages: 7, waiting: 5, notSent: 2, sent: 0 });
		expect(reasons).toEqual([
			{ reasonClass: 'address', reason: 'Malformed email address', rest: false, messages: 1 },
			{ reasonClass: 'address', reason: 'No email address', rest: false, messages: 1 },
		]);
		expect(campaigns).toMatchObject([{ campaignId: world.campaignId, name: 'Spring', selected: 7 }]);
		// Logged and written down by hand: nobody was selected.
		const byHand = await world.newCampaign('By hand');
		await world.add('message', { campaign_id: byHand, recipient_kind: 2, recipient_id: good[0]?.id ?? 0, state: 'sent', sent_at: BEGIN, origin: 'logged', occurrence: '' });
		expect((await world.store.run(readReport, { ...ALL, campaignIds: [byHand] })).figures).toMatchObject({ selected: null, messages: 1, sent: 1, delivered: 1 });
	});

	test('X-06 a person who was forgotten stays a figure', async () => {
		const store = await newStore();
		const world = await CampaignWorld.in(store);
		const [person] = await world.contacts(1);
		const message = { campaign_id: world.campaignId, contact_id: person?.id ?? 0, recipient_kind: 2, recipient_id: person?.id ?? 0, address: `person1@${world.domain}`, address_key: `person1@${world.domain}`, state: 'sent', sent_at: BEGIN, origin: 'logged', occurrence: '' };
		const [messageId = 0] = await insertRows(store, 'message', [message]);
		await store.run(applyAll, [{ messageId, kind: 'clicked', happenedAt: BEGIN + 1, link: 'https://example.com/offer', bounce: null, machine: false, eventId: null }]);
		const before = await store.run(readReport, ALL);
		expect(before).toMatchObject({ figures: { sent: 1, clicked: 1 }, links: [{ link: 'https://example.com/offer', clicks: 1, people: 1 }] });
		await forgetPerson(store, { asked: { by: 'record', kind: 'contact', id: person?.id ?? 0 }, accounts: 'forget' }, { erasers: [], searchTexts: false });
		const after = await store.run(readReport, ALL);
		expect({ figures: after.figures, days: after.days }).toEqual({ figures: before.figures, days: before.days });
	});

	test('X-06 of many reasons the rarest are told together; the sum stays', async () => {
		const store = await newStore();
		const rows = Array.from({ length: 30 }, (_, index) => Array.from({ length: index + 1 }, () => ({ campaign_id: 1, recipient_kind: 2, recipient_id: 1, state: 'failed', reason_class: 'server', reason: `550 number ${index}`, origin: 'logged', occurrence: '' })));
		await insertRows(store, 'message', rows.flat());
		const { reasons, figures } = await store.run(readReport, ALL);
		expect(reasons).toHaveLength(21);
		expect(reasons[0]).toEqual({ reasonClass: 'server', reason: '550 number 29', rest: false, messages: 30 });
		expect(reasons[20]).toEqual({ reasonClass: 'server', reason: null, rest: true, messages: 55 });
		expect(figures.failed).toBe(465);
	});

	test('X-06 what is not there is told: a campaign, a time zone', async () => {
		const store = await newStore();
		await expect(store.run(readReport, { ...ALL, campaignIds: [5] })).rejects.toMatchObject({ code: 'not-found', message: 'There is no campaign 5.' });
		await expect(store.run(readReport, { ...ALL, timeZone: 'Mars/Base' })).rejects.toMatchObject({ code: 'invalid-input' });
		expect(await store.run(readReport, ALL)).toMatchObject({ figures: { selected: null, messages: 0 }, days: [], salespeople: [], campaigns: [], reasons: [], links: [] });
	});
});

/** What people add up. */
function sumsHold({ figures, days, campaigns, salespeople, reasons, rates }: CampaignReport): void {
	const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
	expect(figures.messages).toBe(figures.sent + figures.notSent + figures.failed + figures.uncertain + figures.waiting);
	expect({
		sent: sum(days, ({ sent }) => sent),
		delivered: sum(days, ({ delivered }) => delivered),
		opened: sum(days, ({ opened }) => opened),
		clicked: sum(days, ({ clicked }) => clicked),
		bounced: sum(days, ({ bounced }) => bounced),
		unsubscribed: sum(days, ({ unsubscribed }) => unsubscribed),
	}).toEqual({
		sent: figures.sent,
		delivered: figures.delivered,
		opened: figures.opened,
		clicked: figures.clicked,
		bounced: figures.hardBounced + figures.softBounced,
		unsubscribed: figures.unsubscribed,
	});
	expect(sum(campaigns, ({ sent }) => sent)).toBe(figures.sent);
	expect(sum(salespeople, ({ messages }) => messages)).toBe(figures.messages);
	expect(sum(salespeople, ({ wonAmount }) => wonAmount)).toBeCloseTo(figures.wonAmount, 3);
	expect(sum(reasons, ({ messages }) => messages)).toBe(figures.notSent + figures.failed + figures.uncertain);
	for (const { name, count, base, rate } of rates) {
		expect({ name, rate }).toEqual({ name, rate: base === 0 ? null : count / base });
		expect(count).toBeLessThanOrEqual(base);
	}
}
