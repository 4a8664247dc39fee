import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { remember } from '../../engine/consent/remember';
import { wholeStore } from '../../support/wholeStore';
import { NODE, NodeHost } from '../shared/NodeHost';

const PERSONAL = new Set(['allowAgain', 'exportPerson', 'forgetPerson']);

describe('CRM Consent: the ledger', () => {
	let nodes: NodeHost;

	beforeAll(async () => {
		nodes = await NodeHost.create();
	});

	afterAll(async () => {
		await nodes.close();
	});

	const run = async (operation: string, parameters: INodeParameters, node: 'crmConsent' | 'crmConsentTool' = 'crmConsent') => await nodes.run(node, { resource: PERSONAL.has(operation) ? 'person' : 'consent', operation, ...parameters });

	test('X-05 History shows the lines about an address or a record, newest first, cut off at the limit', async () => {
		const contact = await nodes.record('contact', { name: 'Ana', email: 'ana@example.com' });
		await run('set', { email: 'ana@example.com', reason: 'by telephone' });
		await run('lift', { email: 'ana@example.com', reason: 'wrote to us' });
		await run('set', { subject: 'both', recordKind: 'contact', recordId: String(contact.id), reason: 'at the fair' });
		const all = (await run('history', { email: 'Ana@Example.com', returnAll: true })).expect('success');
		const instant = expect.stringMatching(/^\d{4}-.*Z$/);
		expect(all.json(NODE)).toEqual([
			{ id: expect.any(Number), decision: 'no', stands: true, address: 'ana@example.com', record: { kind: 'contact', id: contact.id }, scope: 'all', scopeRef: '', source: 'user', reason: 'at the fair', proof: null, happenedAt: instant, recordedAt: instant },
			expect.objectContaining({ decision: 'lift', stands: null, reason: 'wrote to us' }),
			expect.objectContaining({ decision: 'no', stands: false, reason: 'by telephone' }),
		]);
		expect(all.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 0 }]);
		const cut = (await run('history', { personBy: 'record', recordKind: 'contact', recordId: String(contact.id), limit: 2 })).expect('success');
		expect(cut.json(NODE)).toEqual(all.json(NODE).slice(0, 2));
		expect(cut.hints.map((hint) => hint.message)).toEqual(['2 of 3 lines: raise Limit, or tick Return All.']);
		expect((await run('history', { email: 'nobody@example.com' })).hints.map((hint) => hint.message)).toEqual(['Item 0: nobody ever said anything about being emailed.']);
	});

	test('X-05 Allow Again undoes a forgetting, for a person with a reason; History and Check say that somebody was forgotten', async () => {
		await nodes.store.run(remember, ['gone@example.com']);
		expect((await run('history', { email: 'gone@example.com' })).hints.map((hint) => hint.message)).toEqual([expect.stringMatching(/asked to be forgotten on/)]);
		const checked = (await nodes.run('crmConsent', { operation: 'check' }, { items: itemsOf({ email: 'gone@example.com' }) })).expect('success');
		expect(checked.json(NODE, 1)).toMatchObject([{ consent: { mayBeEmailed: false, reasons: [{ reason: 'forgotten', since: expect.any(String) }] } }]);
		const lifted = await run('lift', { email: 'gone@example.com', reason: 'x' });
		expect(lifted.error).toMatchObject({ message: expect.stringMatching(/asked to be forgotten on/), description: expect.stringContaining('Allow Again') });
		const byAi = await run('allowAgain', { email: 'gone@example.com', reason: 'They asked me to' }, 'crmConsentTool');
		expect(byAi.error).toMatchObject({ message: 'An AI agent may not allow a forgotten person again.' });
		const allowed = (await run('allowAgain', { email: 'Gone@example.com', reason: 'Signed up again' })).expect('success');
		expect(allowed.json(NODE)).toEqual([{ address: 'gone@example.com', allowedAgain: true, reason: 'Signed up again' }]);
		expect((await run('allowAgain', { email: 'gone@example.com', reason: 'again' })).error).toMatchObject({ message: 'Nobody with this address asked to be forgotten.', description: expect.stringMatching(/\S/) });
	});

	test('X-08 of 10,000 mixed items each leaves once, by the right output', async () => {
		await nodes.store.run(remember, ['mixed7@example.com']);
		await run('set', { email: 'mixed8@example.com' });
		const items = itemsOf(...Array.from({ length: 10_000 }, (_, index) => ({ email: index % 10 === 9 ? '' : index % 10 === 6 ? 'broken@' : `Mixed${index % 10}@example.com`, index })));
		const result = (await nodes.run('crmConsent', { operation: 'check' }, { items })).expect('success');
		expect(result.items(NODE)).toHaveLength(6_000);
		const reasons = result.json(NODE, 1).map((json) => `${Number(json['index']) % 10} ${/"reason":"([^"]+)"/.exec(JSON.stringify(json['consent']))?.[1]}`);
		expect(reasons).toHaveLength(4_000);
		expect([...new Set(reasons)].sort()).toEqual(['6 malformed address', '7 forgotten', '8 opted out', '9 no address']);
	});

	test('X-02 Set and Lift tell what would stand, and write nothing', async () => {
		await run('set', { email: 'dry@example.com', reason: 'by telephone' });
		const contact = await nodes.record('contact', { name: 'Dry', email: 'other@example.com' });
		const before = await wholeStore(nodes.store);
		const options = { dryRun: true };
		const set = (await run('set', { email: 'new@example.com', options })).expect('success');
		expect(set.json(NODE)).toMatchObject([{ decision: 'no', mayBeEmailed: false, standing: [{ of: 'address', scope: 'all', source: 'user' }], dryRun: true }]);
		expect(set.hints.map((hint) => hint.message)).toEqual(['1 would not be emailed any more']);
		const both = (await run('set', { subject: 'both', recordKind: 'contact', recordId: String(contact.id), options })).expect('success');
		expect(both.json(NODE)).toMatchObject([{ mayBeEmailed: false, dryRun: true }]);
		const lift = (await run('lift', { email: 'dry@example.com', reason: 'wrote to us', options })).expect('success');
		expect(lift.json(NODE)).toMatchObject([{ decision: 'lift', mayBeEmailed: true, standing: [], dryRun: true }]);
		expect(lift.hints.map((hint) => hint.message)).toEqual(['1 would be lifted']);
		expect((await run('lift', { email: 'dry@example.com', reason: ' ', options })).error?.message).toContain('reason');
		expect(await wholeStore(nodes.store)).toEqual(before);
		expect((await run('set', { email: 'new@example.com' })).expect('success').json(NODE)[0]).not.toHaveProperty('dryRun');
	});
});
