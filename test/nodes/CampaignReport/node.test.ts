import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { CampaignReport } from '../../../engine/reports/CampaignReport';
import { readReport } from '../../../engine/reports/readReport';
import { RandomWorld } from '../../engine/reports/RandomWorld';
import { itemsOf } from '../../harness';
import { insertRow } from '../../support/rows';
import { seededRandom } from '../../support/seededRandom';
import { byId, NODE, NodeHost, STORES } from '../shared/NodeHost';
import { tablesOf, textOf } from './readPage';

describe.each(STORES)('Campaign Report (%s)', (dialect) => {
	let host: NodeHost;
	let world: RandomWorld;
	beforeAll(async () => {
		host = await NodeHost.create(dialect);
		world = new RandomWorld(host.store, seededRandom(7));
		await world.begin();
		for (let campaign = 0; campaign < 5; campaign++) await world.addCampaign();
	});
	afterAll(() => host.close());

	const all: INodeParameters = { reportOn: 'all', period: 'allTime' };
	const figures = async (choice: string, more: INodeParameters = {}) => await host.json('campaignReport', { operation: 'getFigures', figures: choice, ...all, ...more });
	const page = async (more: INodeParameters = {}) => {
		const [item] = (await host.run('campaignReport', { operation: 'createPage', ...all, ...more })).expect('success').items(NODE);
		const [field = '', file] = Object.entries(item?.binary ?? {})[0] ?? [];
		return { json: item?.json ?? {}, field, file, html: Buffer.from(file?.data ?? '', 'base64').toString('utf8') };
	};
	const report = async (): Promise<CampaignReport> =>
		await host.store.run(readReport, { campaignIds: null, from: null, until: null, timeZone: 'Europe/Madrid', wonStages: ['Closed Won'], links: 20 });

	test('X-06 figures come as flat items, as many as there are rows', async () => {
		const { figures: total, campaigns, days, salespeople, links, reasons, rates } = await report();
		const [funnel, ...others] = await figures('funnel');
		expect(others).toEqual([]);
		expect(funnel).toMatchObject({ campaign: 'All campaigns', from: null, until: null, ...total });
		for (const { name, rate, base, baseName } of rates) expect(funnel).toMatchObject({ [`${name}Rate`]: rate, [`${name}Base`]: base, [`${name}BaseName`]: baseName });
		expect(await figures('days')).toEqual(days.map((row) => ({ campaign: 'All campaigns', ...row })));
		expect(await figures('links')).toMatchObject(links);
		expect(await figures('salespeople')).toMatchObject(salespeople.map(({ name, ...row }) => ({ salesperson: name, ...row })));
		expect(await figures('campaigns')).toMatchObject(campaigns.map(({ name, ...row }) => ({ campaign: name, ...row })));
		expect((await figures('reasons')).reduce((sum, { messages }) => sum + Number(messages), 0)).toBe(reasons.reduce((sum, { messages }) => sum + messages, 0));
		for (const rows of [await figures('funnel'), await figures('days'), await figures('reasons')]) for (const row of rows) for (const value of Object.values(row)) expect(typeof value === 'object' ? value : null).toBeNull();
		const [everything] = await figures('everything');
		expect(everything).toMatchObject({ figures: { ...total }, days: days.map((row) => ({ ...row })), rates: { open: { base: total.delivered, baseName: 'delivered' } } });
	});

	test('X-06 machine opens are left out where they are not wanted', async () => {
		const [without] = await figures('funnel', { options: { machineOpens: false } });
		expect(Object.keys(without ?? {}).filter((key) => /machines/i.test(key))).toEqual([]);
		const [everything] = await figures('everything', { options: { machineOpens: false } });
		expect(JSON.stringify(everything)).not.toContain('openWithMachines":{');
	});

	test('X-06 the numbers on the page are the numbers of the rows in the store', async () => {
		const told = await report();
		const { html } = await page();
		const numbers = (section: string, table: number = 0) => (tablesOf(html, section)[table]?.rows ?? []).map((cells) => cells.map(({ value, text }) => value ?? text));
		const { figures: total } = told;
		expect(Object.fromEntries(numbers('funnel').map(([name, value]) => [name, value]))).toEqual({
			...(total.selected === null ? {} : { Selected: total.selected }),
			Messages: total.messages, Sent: total.sent, Delivered: total.delivered, Opened: total.opened, Clicked: total.clicked, Tasks: total.tasks, 'Positive tasks': total.positiveTasks,
			Opportunities: total.opportunities, Won: total.won, 'Amount of opportunities': total.amount, 'Amount won': total.wonAmount,
		});
		expect(numbers('days').map(([, ...counts]) => counts)).toEqual(told.days.map(({ sent, delivered, opened, clicked, bounced, unsubscribed }) => [sent, delivered, opened, clicked, bounced, unsubscribed]));
		expect(numbers('salespeople').map(([, ...counts]) => counts)).toEqual(
			told.salespeople.map((one) => [one.messages, one.opened, one.clicked, one.tasks, one.positiveTasks, one.opportunities, one.won, one.wonAmount]),
		);
		expect(numbers('links').map(([link, ...counts]) => [link, ...counts])).toEqual(told.links.map(({ link, clicks, people }) => [link, clicks, people]));
		expect(numbers('campaigns').map(([name, sent]) => [name, sent])).toEqual(told.campaigns.map(({ name, sent }) => [name, sent]));
		const reasons = tablesOf(html, 'reasons').flatMap(({ rows }) => rows.map(([, count]) => count?.value ?? 0));
		expect(reasons.reduce((sum, count) => sum + count, 0)).toBe(total.notSent + total.failed + total.uncertain);
		for (const { count, base } of told.rates) expect(textOf(/<dl class="rates">[\s\S]*?<\/dl>/.exec(html)?.[0] ?? '')).toContain(`${count} of ${base} `);
	});

	test('X-06 the page is a file that can be mailed, with the key numbers beside it', async () => {
		const { json, field, file, html } = await page({ reportOn: 'one', campaign: byId(world.campaigns[0]), binaryField: 'report', options: { htmlField: true, currency: 'EUR' } });
		expect({ field, file }).toMatchObject({ field: 'report', file: { mimeType: 'text/html', fileName: expect.stringMatching(/^campaign-0-\d{4}-\d\d-\d\d\.html$/) } });
		expect(html).toBe(json['html']);
		expect(json).toMatchObject({ title: 'Campaign report: Campaign 0', campaign: 'Campaign 0', summary: expect.stringMatching(/^Campaign report: Campaign 0\n[\s\S]*Sent: \d+ \(of \d+ messages\)\n[\s\S]*Amount won: €/) });
		const named = await page({ language: 'es', options: { fileName: 'informe.html', region: 'es-MX' } });
		expect(named).toMatchObject({ field: 'data', file: { fileName: 'informe.html' }, json: { title: 'Informe de campaña: Todas las campañas' } });
	});

	test('X-06 periods are days of the workflow\'s time zone', async () => {
		const all = await report();
		const [first, last] = [all.days.find(({ sent }) => sent > 0)?.day ?? '', all.days.filter(({ sent }) => sent > 0).at(-1)?.day ?? ''];
		const [between] = await figures('funnel', { period: 'betweenDates', from: first, to: last });
		expect(between).toMatchObject({ from: first, until: last, sent: all.figures.sent });
		const [day] = await figures('funnel', { period: 'betweenDates', from: `${first}T23:00`, to: `${first}T01:00` });
		expect(day).toMatchObject({ from: first, until: first, sent: all.days.find(({ day }) => day === first)?.sent });
		for (const period of ['lastDays', 'lastWeek', 'lastMonth']) expect(await figures('funnel', { period })).toMatchObject([{ sent: 0 }]);
	});

	test('X-06 one report for each item, each told; several campaigns together', async () => {
		const items = itemsOf(...world.campaigns.slice(0, 2).map((id) => ({ id })));
		const run = (await host.run('campaignReport', { operation: 'getFigures', figures: 'funnel', reportOn: 'one', campaign: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, period: 'allTime' }, { items })).expect('success');
		expect(run.json(NODE).map(({ campaign }) => campaign)).toEqual(['Campaign 0', 'Campaign 1']);
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const [both] = await figures('funnel', { reportOn: 'several', campaigns: world.campaigns.slice(0, 2) });
		const sum = (key: string) => run.json(NODE).reduce((total: number, one: IDataObject) => total + Number(one[key]), 0);
		expect(both).toMatchObject({ campaign: expect.stringMatching(/^Campaign [01], Campaign [01]$/), messages: sum('messages'), clicked: sum('clicked'), tasks: sum('tasks') });
	});

	test('X-06 an agent reads the figures as a tool', async () => {
		const run = (await host.run('campaignReportTool', { operation: 'getFigures', figures: 'funnel', ...all })).expect('success');
		expect(run.json(NODE)).toMatchObject([{ campaign: 'All campaigns' }]);
	});

	const wrong: [INodeParameters, RegExp][] = [
		[{ reportOn: 'one', campaign: byId(9_999) }, /There is no campaign 9999/],
		[{ reportOn: 'several', campaigns: [] }, /No campaign is chosen/],
		[{ ...all, period: 'betweenDates', from: '2026-03-02', to: '2026-03-01' }, /ends on 2026-03-01, before it begins/],
		[{ ...all, period: 'betweenDates', from: 'soon' }, /From: "soon" is no date/],
		[{ ...all, period: 'lastDays', days: 0 }, /Days: 0 is not possible/],
		[{ ...all, options: { links: -1 } }, /Links: -1 is not possible/],
	];
	test.each(wrong)('X-06 says what is wrong and what to do: %j', async (parameters, message) => {
		const run = await host.run('campaignReport', { operation: 'getFigures', figures: 'funnel', ...parameters });
		expect(run.error).toMatchObject({ message: expect.stringMatching(message), description: expect.stringMatching(/\w/) });
	});

	test('X-06 a campaign that somebody deletes is told by its number', async () => {
		await insertRow(host.store, 'message', { campaign_id: 77_777, recipient_kind: 2, recipient_id: 1, state: 'sent', sent_at: 1, origin: 'logged', occurrence: '' });
		const { html } = await page();
		expect(tablesOf(html, 'campaigns')[0]?.rows.map(([name]) => name?.text)).toContain('Campaign 77777');
	});
});
