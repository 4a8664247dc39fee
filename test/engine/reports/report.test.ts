import type { CampaignReport, ReportScope } from '../../../engine/reports/CampaignReport';
import { readReport } from '../../../engine/reports/readReport';
import { seededRandom } from '../../support/seededRandom';
import { describeStores } from '../../support/stores';
import { RandomWorld } from './RandomWorld';

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
		for (let round = 0; round < 8; round++) {
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
