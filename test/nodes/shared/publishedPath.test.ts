import { publishedPages } from '../../../engine/delivery/publishedPages';
import { NodeHost, STORES } from './NodeHost';
import { TriggerLife, triggerWorkflow, type TriggerName } from './triggers';

describe.each(STORES)('X-09 where pages for recipients are published, over %s', (dialect) => {
	let nodes: NodeHost;
	beforeAll(async () => {
		nodes = await NodeHost.create(dialect);
	});
	afterAll(() => nodes.close());

	const life = (trigger: TriggerName, path: string, id = 'one', publicUrl?: string) =>
		new TriggerLife(triggerWorkflow(trigger, { path }, id), { nodeTypes: nodes.host.nodeTypes, credentials: nodes.credentials, ...(publicUrl === undefined ? {} : { publicUrl }) });
	const noted = () => nodes.store.run(publishedPages, null);

	test.each([
		['unsubscribeTrigger', 'unsubscribe'],
		['emailEventsTrigger', 'tracking'],
		['crmTasksPage', 'tasks'],
	] as const)('X-09 %s: the production path is noted once, a test never touches it, and taking back forgets it', async (trigger, page) => {
		const one = life(trigger, 'here');
		expect(await one.publish()).toBe(true);
		expect((await noted())[page]).toBe('/webhook/here');
		expect(await one.publish()).toBe(false);
		await one.listenForATest();
		expect((await noted())[page]).toBe('/webhook/here');
		await life(trigger, 'elsewhere', 'draft').listenForATest();
		expect((await noted())[page]).toBe('/webhook/here');
		await one.unpublish();
		expect((await noted())[page]).toBeNull();
	});

	test('X-09 only the path is noted, n8n\'s own below a folder with it: the host may move', async () => {
		const one = life('unsubscribeTrigger', 'away', 'one', 'https://example.com/automation');
		await one.publish();
		expect((await noted()).unsubscribe).toBe('/automation/webhook/away');
		await one.unpublish();
	});

	test('X-09 another path counts instead of the old one', async () => {
		const old = life('unsubscribeTrigger', 'old');
		await old.publish();
		const moved = life('unsubscribeTrigger', 'new');
		expect(await moved.publish()).toBe(true);
		expect((await noted()).unsubscribe).toBe('/webhook/new');
		await old.unpublish();
		await moved.unpublish();
		expect((await noted()).unsubscribe).toBeNull();
	});

	test('X-09 of two workflows that publish a page, taking back one leaves the path of the other', async () => {
		const [first, second] = [life('unsubscribeTrigger', 'first', 'one'), life('unsubscribeTrigger', 'second', 'two')];
		await first.publish();
		await second.publish();
		await second.unpublish();
		expect((await noted()).unsubscribe).toBe('/webhook/first');
		await first.unpublish();
		await first.publish();
		await second.publish();
		await first.unpublish();
		expect((await noted()).unsubscribe).toBe('/webhook/second');
		await second.unpublish();
		expect((await noted()).unsubscribe).toBeNull();
	});
});
