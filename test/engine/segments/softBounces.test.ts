import fc from 'fast-check';

import { runProcess } from '../../../engine/campaigns/runProcess';
import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { recordEvent } from '../../../engine/events/recordEvent';
import { catalogueOf } from '../../../engine/records/catalogue/loadCatalogue';
import { kindCode } from '../../../engine/records/kinds';
import { createSelection } from '../../../engine/selections/createSelection';
import { countSegment } from '../../../engine/selections/countSegment';
import { NO_PARAMETERS } from '../../../engine/selections/GeneralParameters';
import { selectionPage } from '../../../engine/selections/selectionPage';
import type { Condition } from '../../../engine/segments/Criteria';
import type { Store } from '../../../engine/store/Store';
import { insertRow } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { NOW, TIME_ZONE, world } from './arbitraries';
import { Model } from './model';
import { CATALOGUE, type World, type WorldRecord } from './World';
import { writeWorld } from './worldStore';

const FOLLOW_UP = 'soft bounces';
const HOUR = 3_600_000;

async function found(store: Store, condition: Condition): Promise<string[]> {
	const source = { segment: { tabs: [{ kind: 'message', condition }] } };
	const selection = await createSelection(store, CATALOGUE, { source, timeZone: TIME_ZONE, now: NOW });
	return (await selectionPage(store, CATALOGUE, selection, { limit: 100 })).rows.map((row) => `${row.kind} ${row.id}`).sort();
}

/** Mails to two people, most of which came back, some sent at the same time. */
const mail = fc.record({
	contact_id: fc.constantFrom(1, 1, 1, 2),
	state: fc.constantFrom('sent', 'sent', 'sent', 'sent', 'queued', 'failed'),
	sent_at: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constant(null) }),
	channel: fc.constantFrom(null, 'smtp', 'email', 'sms'),
	bounce_kind: fc.constantFrom('soft', 'soft', 'soft', 'soft', 'hard', null),
	bounced_at: fc.constantFrom(10, 10, 10, null),
	delivered_at: fc.constantFrom(null, null, null, null, 5, 20),
	open_count: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
	click_count: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
	/** The follow-up that a task was made of it by. */
	task: fc.constantFrom(null, null, null, null, null, FOLLOW_UP, 'opened'),
});

/** A world that has no messages and tasks but these. */
const mails: fc.Arbitrary<World> = fc.tuple(world, fc.array(mail, { minLength: 3, maxLength: 9 })).map(([made, given]) => {
	const [message, task] = [made.records.message[0], made.records.task[0]];
	const messages = given.map(({ task: _, ...each }, index) => ({ ...message, ...each, id: index + 1, recipient_kind: kindCode('contact'), recipient_id: each.contact_id }));
	const tasks = given.flatMap((each, index) => (each.task === null ? [] : [{ ...task, id: index + 1, message_id: index + 1, once: each.task }]));
	return { ...made, records: { ...made.records, message: messages as readonly WorldRecord[], task: tasks as readonly WorldRecord[] } };
});

describeStores('soft bounces in a row', (newStore) => {
	test('VM-21 what is found is what a person finds who reads each recipient\'s mails from first to last', async () => {
		const store = await newStore();
		const sizes = new Set<number>();
		await fc.assert(
			fc.asyncProperty(mails, async (made) => {
				await store.run(writeWorld, made);
				const model = new Model(made, { now: NOW, timeZone: TIME_ZONE });
				for (const inARow of [1, 2, 3]) {
					for (const followUp of [undefined, FOLLOW_UP]) {
						for (const negate of [false, true]) {
							const condition: Condition = { type: 'softBounces', inARow, followUp, negate };
							const expected = model.search({ tabs: [{ kind: 'message', condition }] });
							sizes.add(expected.length);
							expect({ condition, found: await found(store, condition) }).toEqual({ condition, found: expected });
						}
					}
				}
			}),
			{ numRuns: 40, seed: 21, endOnFailure: true },
		);
		expect(sizes.size).toBeGreaterThan(5);
	});

	test('VM-21 in whatever order bounces are reported, the same messages are found', async () => {
		const store = await newStore();
		const events = [1, 2, 3, 4].map((place) => ({ place, event: 'bounced' as const })).concat([{ place: 6, event: 'bounced' }]);
		for (const order of [events, [...events].reverse(), [...events.slice(2), ...events.slice(0, 2)]]) {
			const ids = await sendTo(store, 7);
			for (const { place, event } of order) await tell(store, ids[place] ?? 0, event);
			const page = await search(store, { inARow: 3 });
			expect(page.filter((id) => ids.includes(id)).map((id) => ids.indexOf(id))).toEqual([3, 4]);
		}
	});

	test('VM-21 one task a row: not for those that follow, nor where a late report moves its beginning or breaks it in two', async () => {
		const store = await newStore();
		const ids = await sendTo(store, 12);
		const bounced = async (...places: number[]) => {
			for (const place of places) await tell(store, ids[place] ?? 0, 'bounced');
			return (await followUp(store)).map((id) => ids.indexOf(id));
		};
		expect(await bounced(2, 3)).toEqual([]);
		expect(await bounced(4)).toEqual([4]);
		expect(await bounced()).toEqual([]);
		expect(await bounced(5)).toEqual([]);
		expect(await bounced(1)).toEqual([]);
		expect(await bounced(0, 6)).toEqual([]);
		// The row breaks: what is left before the break, and what is left after it, has its task.
		await tell(store, ids[1] ?? 0, 'opened');
		expect(await bounced()).toEqual([]);
		// The eighth did not bounce: with the next ones another row begins, that has a task of its own.
		expect(await bounced(8, 9)).toEqual([]);
		expect(await bounced(10)).toEqual([10]);
		// Now all are one row.
		expect(await bounced(7, 11)).toEqual([]);
	});

	test('VM-21 a mail that bounced softly and arrived at a later try, or was opened after all, ends the row', async () => {
		const store = await newStore();
		for (const arrived of ['delivered', 'opened', 'clicked'] as const) {
			const ids = await sendTo(store, 3);
			for (const id of ids) await tell(store, id, 'bounced');
			await tell(store, ids[1] ?? 0, arrived);
			expect(await search(store, { inARow: 2 })).toEqual([]);
		}
	});

	test('VM-21 a hard bounce is no soft one, and other people\'s mails are of no account', async () => {
		const store = await newStore();
		const [one, other] = [await sendTo(store, 3), await sendTo(store, 3)];
		for (const id of [one[0], one[1], other[0], other[1]]) await tell(store, id ?? 0, 'bounced');
		expect(await search(store, { inARow: 3 })).toEqual([]);
		await tell(store, one[2] ?? 0, 'bounced', 'hard');
		expect(await search(store, { inARow: 3 })).toEqual([]);
		await tell(store, other[2] ?? 0, 'bounced');
		expect(await search(store, { inARow: 3 })).toEqual([other[2]]);
	});

	test('VM-21 messages that bounced hard or softly are told apart, and tasks by their follow-up', async () => {
		const store = await newStore();
		const [hard = 0, soft = 0] = await sendTo(store, 3);
		await tell(store, hard, 'bounced', 'hard');
		await tell(store, soft, 'bounced');
		const count = async (condition: Condition) => (await countSegment(store, CATALOGUE, { segment: { tabs: [{ kind: 'message', condition }] }, timeZone: 'UTC' })).count;
		expect(await count({ type: 'messages', campaignId: null, outcome: 'bouncedHard' })).toBe(1);
		expect(await count({ type: 'messages', campaignId: null, outcome: 'bouncedSoftly' })).toBe(1);
		await insertRow(store, 'task', { name: 'x', status: 'not_started', message_id: hard, once: 'bounced', source_kind: kindCode('message'), source_id: hard });
		const without = (name?: string): Condition => ({ type: 'tasks', campaignId: null, match: { status: null, outcome: null, followUp: name }, negate: true });
		expect(await count(without())).toBe(2);
		expect(await count(without('bounced'))).toBe(2);
		expect(await count(without('opened'))).toBe(3);
	});
});

/** Mails to a new contact, one an hour. */
async function sendTo(store: Store, count: number): Promise<number[]> {
	const contact = await insertRow(store, 'contact', { name: 'Ana', email: 'ana@example.com' });
	const ids: number[] = [];
	for (let place = 0; place < count; place++) {
		const sent = { origin: 'campaign', occurrence: `${contact} ${place}`, state: 'sent', sent_at: NOW + place * HOUR };
		ids.push(await insertRow(store, 'message', { ...sent, contact_id: contact, recipient_kind: kindCode('contact'), recipient_id: contact }));
	}
	return ids;
}

async function tell(store: Store, messageId: number, kind: MessageEvent['kind'], bounce: 'hard' | 'soft' = 'soft'): Promise<void> {
	await store.run(recordEvent, { messageId, kind, happenedAt: null, link: null, bounce, machine: false, eventId: null });
	// The clock that events go by has milliseconds.
	await new Promise((resolve) => setTimeout(resolve, 2));
}

async function search(store: Store, { inARow }: { readonly inARow: number }): Promise<number[]> {
	const source = { segment: { tabs: [{ kind: 'message', condition: { type: 'softBounces', inARow } }] } };
	const selection = await createSelection(store, CATALOGUE, { source, timeZone: 'UTC' });
	return (await selectionPage(store, CATALOGUE, selection, { limit: 100 })).rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** What the shipped workflow does: the messages that a task was made of. */
async function followUp(store: Store): Promise<number[]> {
	const source = { segment: { tabs: [{ kind: 'message', condition: { type: 'softBounces', inARow: 3, followUp: FOLLOW_UP } }] } };
	const catalogue = await catalogueOf(store);
	const selection = await createSelection(store, catalogue, { source, timeZone: 'UTC' });
	const { rows } = await selectionPage(store, catalogue, selection, { limit: 100 });
	const settings = { operation: 'tasks', type: 'Call', status: 'not_started', assignment: { kind: 'own' }, once: FOLLOW_UP } as const;
	const result = await runProcess(store, { selectionId: selection.id, settings, parameters: NO_PARAMETERS, createAgain: false }, { storeId: store.id, dryRun: false, signal: undefined });
	expect(result.counts.done).toBe(rows.length);
	return rows.map(({ id }) => id);
}
