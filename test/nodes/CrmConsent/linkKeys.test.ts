import type { INodeParameters } from 'n8n-workflow';

import { readUnsubscribeToken, unsubscribeToken } from '../../../engine/consent/unsubscribeToken';
import { messageIdOf, messageRef } from '../../../engine/delivery/messageRef';
import { readTrackingRequest, trackingUrl } from '../../../engine/events/tracking/trackingUrl';
import { keyLookup } from '../../../engine/records/signingKey';
import { tasksPage } from '../../../engine/tasks/tasksPage';
import { TASKS_PAGE_KEY, tasksPageToken } from '../../../engine/tasks/tasksPageToken';
import { allKeys, currentKey } from '../../engine/records/keySteps';
import { remember } from '../../engine/consent/remember';
import { itemsOf } from '../../harness';
import { wholeStore } from '../../support/wholeStore';
import { NODE, NodeHost, STORES } from '../shared/NodeHost';

describe.each(STORES)('CRM Consent: the keys of links, over %s', (dialect) => {
	let nodes: NodeHost;

	beforeEach(async () => {
		nodes = await NodeHost.create(dialect);
	});

	afterEach(async () => {
		await nodes.close();
	});

	const rotate = async (parameters: INodeParameters = {}, node: 'crmConsent' | 'crmConsentTool' = 'crmConsent', items = itemsOf({})) => await nodes.run(node, { resource: 'linkKey', operation: 'rotateLinkKeys', ...parameters }, { items });
	const keyOf = async (purpose: string) => await nodes.store.run(currentKey, purpose);
	const keysOf = async (purpose: string) => await nodes.store.run(allKeys, purpose);

	test('VM-20 after keys are rotated new ones sign, and what mails carry that were sent goes on working; each once, whatever comes in', async () => {
		const [unsubscribe, tracking, reference] = [await keyOf('unsubscribe'), await keyOf('tracking'), await keyOf('message-ref')];
		const issuedAt = Date.now();
		const token = unsubscribeToken({ messageId: 7, issuedAt }, unsubscribe);
		const ref = messageRef(7, reference.secret);
		const link = new URL(trackingUrl('https://n8n.example.com/t', { kind: 'open', messageRef: ref }, tracking));

		const rotated = (await rotate({}, 'crmConsent', itemsOf({}, {}, {}))).expect('success');
		expect(rotated.json(NODE)).toEqual(
			['unsubscribe', 'tracking', 'message-ref'].map((keysOf) => ({ keysOf, keyOfBeforeSince: expect.stringMatching(/^\d{4}-.*Z$/), olderKeys: 1, olderLinksWork: true, olderLinks: expect.stringMatching(keysOf === 'unsubscribe' ? /for a year/ : /without end/) })),
		);
		expect(rotated.hints.map(({ message }) => message)).toEqual(['3 keys rotated']);

		expect((await keyOf('unsubscribe')).secret).not.toBe(unsubscribe.secret);
		expect(readUnsubscribeToken(token, keyLookup(await keysOf('unsubscribe')), issuedAt)).toBe(7);
		expect(readUnsubscribeToken(token, keyLookup(await keysOf('unsubscribe')), issuedAt + 370 * 86_400_000)).toBeNull();
		expect(readTrackingRequest(Object.fromEntries(link.searchParams), keyLookup(await keysOf('tracking')))).toMatchObject({ kind: 'open' });
		expect((await keysOf('message-ref')).map(({ secret }) => messageIdOf(ref, secret))).toEqual([7, null]);
		expect((await rotate({ linkKeys: ['tracking'] })).expect('success').json(NODE)).toMatchObject([{ keysOf: 'tracking', olderKeys: 2 }]);
	});

	test('VM-22 a link to a tasks page ends when its key is rotated, as the result says', async () => {
		const user = await nodes.record('user', { name: 'Sal', active: true });
		const token = tasksPageToken({ userId: user.id, validUntil: Date.now() + 86_400_000 }, await keyOf(TASKS_PAGE_KEY));
		const open = async () => await nodes.store.run(tasksPage, { token, after: null, timeZone: 'UTC' });
		expect((await open())?.user.id).toBe(user.id);
		expect((await rotate({ linkKeys: ['tasks-page'] })).expect('success').json(NODE)).toMatchObject([{ keysOf: 'tasks-page', olderLinksWork: false, olderLinks: expect.stringContaining('given out end') }]);
		expect(await open()).toBeNull();
	});

	test('X-02 a dry run tells the same, and changes nothing', async () => {
		await keyOf('unsubscribe');
		const before = await wholeStore(nodes.store);
		const dry = (await rotate({ options: { dryRun: true } })).expect('success');
		expect(dry.json(NODE)).toMatchObject([{ keysOf: 'unsubscribe', olderKeys: 1, dryRun: true }, { keysOf: 'tracking', keyOfBeforeSince: null, olderKeys: 0 }, { keysOf: 'message-ref' }]);
		expect(dry.hints.map(({ message }) => message)).toEqual(['Dry run, nothing was changed: 3 keys would be rotated']);
		expect(await wholeStore(nodes.store)).toEqual(before);
		const done = (await rotate()).expect('success').json(NODE);
		expect(done.map((one) => ({ ...one, dryRun: true }))).toEqual(dry.json(NODE));
	});

	test('X-05 X-07 the key that hashes forgotten people is none of them, none at all is said, and an AI agent rotates nothing', async () => {
		await nodes.store.run(remember, ['gone@example.com']);
		const before = await wholeStore(nodes.store);
		expect((await rotate({ linkKeys: ['tracking', 'forgotten'] })).error).toMatchObject({ message: 'Keys Of: there is no "forgotten".', description: expect.stringContaining('unsubscribe') });
		expect((await rotate({ linkKeys: [] })).error).toMatchObject({ message: 'Keys Of is empty.' });
		expect((await rotate({}, 'crmConsentTool')).error).toMatchObject({ message: 'An AI agent may not rotate the keys of links.' });
		expect(await wholeStore(nodes.store)).toEqual(before);
	});
});
