import type { INodeParameters } from 'n8n-workflow';

import { keyed } from '../../../engine/events/intake';
import type { ReceivedEvent, RejectedEvent } from '../../../engine/events/ReceivedEvent';
import { putDown } from '../../../engine/events/takeUpEvents';
import { makeSent, setState } from '../../engine/events/storeSteps';
import { NODE, NodeHost, STORES } from '../shared/NodeHost';

const AT = Date.UTC(2026, 4, 4, 9);
const HOUR = 3_600_000;

function received(key: string, more: Partial<ReceivedEvent> = {}): ReceivedEvent {
	return { service: 'sendgrid', key, kind: 'opened', happenedAt: AT, address: null, messageRef: null, remoteId: null, link: null, bounce: null, machine: false, reason: null, from: null, raw: null, ...more };
}

const unknown = (key: string, name: string, more: Partial<ReceivedEvent> = {}) => received(key, { kind: 'unknown', name, raw: `{"event":"${name}","key":"${key}"}`, ...more });

describe.each(STORES)('Campaign Email: unmatched events, over %s', (dialect) => {
	let nodes: NodeHost;

	beforeEach(async () => {
		nodes = await NodeHost.create(dialect);
	});

	afterEach(async () => {
		await nodes.close();
	});

	const arrive = async (events: readonly ReceivedEvent[], rejected: readonly RejectedEvent[] = []) => await putDown(nodes.store, keyed({ events, rejected }));
	const get = async (parameters: INodeParameters = {}) => await nodes.run('campaignEmail', { resource: 'otherMail', operation: 'getUnmatched', ...parameters });

	test('VM-18 what is held, unknown or unreadable is listed by service, kind and reason, with counts, first and last time, and what arrived', async () => {
		const [queued] = await nodes.store.run(makeSent, { count: 1, state: 'queued' });
		await arrive(
			[
				unknown('u1', 'teleported', { happenedAt: AT + 2 * HOUR }), unknown('u2', 'teleported'), unknown('u3', 'teleported', { happenedAt: AT + HOUR }), unknown('u4', 'list_addition', { service: 'brevo' }),
				received('h1', { remoteId: 'not-yet', address: 'a@example.com', kind: 'delivered' }), received('h2', { remoteId: 'not-yet', address: 'b@example.com', kind: 'delivered' }),
				received('h3', { remoteId: `remote-${queued}`, address: `p${queued}@example.com`, kind: 'delivered' }),
				received('f1', { kind: 'clicked', address: 'somebody@example.com' }),
			],
			[{ service: 'brevo', reason: 'It has no time.', raw: '{"event":"opened"}' }],
		);
		const listed = (await get()).expect('success');
		const time = (hours: number) => new Date(AT + hours * HOUR).toISOString();
		const now = expect.stringMatching(/^\d{4}-.*Z$/);
		expect(listed.json(NODE)).toEqual([
			{ service: 'sendgrid', why: 'unknown', event: 'teleported', reason: 'Nobody here has heard of this kind of event.', count: 3, firstAt: time(0), lastAt: time(2), example: '{"event":"teleported","key":"u3"}' },
			{ service: 'sendgrid', why: 'held', event: 'delivered', reason: expect.stringContaining('not known yet'), count: 2, firstAt: time(0), lastAt: time(0), example: null },
			{ service: 'brevo', why: 'unknown', event: 'list_addition', reason: expect.any(String), count: 1, firstAt: time(0), lastAt: time(0), example: '{"event":"list_addition","key":"u4"}' },
			{ service: 'sendgrid', why: 'held', event: 'delivered', reason: expect.stringContaining('has not left'), count: 1, firstAt: time(0), lastAt: time(0), example: null },
			{ service: 'brevo', why: 'unreadable', event: 'unreadable', reason: 'It has no time.', count: 1, firstAt: now, lastAt: now, example: '{"event":"opened"}' },
		]);
		expect(listed.hints).toEqual([]);
		expect((await get({ why: ['foreign'] })).expect('success').json(NODE)).toMatchObject([{ why: 'foreign', event: 'clicked', count: 1, example: null }]);

		const cut = (await get({ limit: 2 })).expect('success');
		expect(cut.json(NODE)).toEqual(listed.json(NODE).slice(0, 2));
		expect(cut.hints.map(({ message }) => message)).toEqual(['2 of 5 groups: raise Limit, or tick Return All.']);
	});

	test('VM-18 what was held is listed no more once its message is there', async () => {
		const [id] = await nodes.store.run(makeSent, { count: 1, state: 'queued' });
		await arrive([received('early', { remoteId: `remote-${id}`, address: `p${id}@example.com` })]);
		expect((await get()).expect('success').json(NODE)).toMatchObject([{ why: 'held', count: 1 }]);
		await nodes.store.run(setState, { id: id!, state: 'sent' });
		const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
		try {
			const listed = (await get()).expect('success');
			expect([listed.json(NODE), listed.hints.map(({ message }) => message)]).toEqual([[], ['There are no such events.']]);
		} finally {
			later.mockRestore();
		}
	});

	test.each([
		[{ why: [] }, 'Which is empty.'],
		[{ why: ['held', 'lost'] }, 'Which: there is no "lost".'],
	])('bad input: %j is a clear error', async (parameters, message) => {
		expect((await get(parameters)).error).toMatchObject({ message, description: expect.stringContaining('unreadable') });
	});
});
