import { finishReview } from '../../../engine/review/decideReview';
import { HAND_ON_AGAIN, handOn } from '../../../engine/review/handOn';
import { setSelectionState } from '../../../engine/selections/selectionState';
import { EVERY_ROW } from '../../../engine/review/grid/GridFilter';
import { count, execute, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff } from '../../support/watchedStore';
import { HOUR, NOW, ReviewWorld } from './ReviewWorld';
import { slowStore } from './slowCarryOut';

describeStores('deciding on a selection', (newStore) => {
	test('VM-06 until somebody confirms, every process refuses it; then exactly what is ticked is processed', async () => {
		const world = await ReviewWorld.in(await newStore(), 40);
		await expect(world.people.process(world.selectionId, world.people.tasks)).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringContaining('nobody has confirmed it') });
		const decided = await world.decide({ choice: world.without(3, 7), by: '  Marta Ruiz ', note: 'Without the two from Rome' });
		expect(decided).toMatchObject({ mine: true, review: { selection: { count: 38 }, selected: 40, state: { kind: 'decided', decision: { outcome: 'confirmed', by: 'Marta Ruiz', note: 'Without the two from Rome', at: NOW } } } });
		const kept = world.records.map(({ id }) => id).filter((_, index) => index !== 3 && index !== 7);
		expect(await world.members()).toEqual(kept);
		expect(await world.selection()).toMatchObject({ state: 'confirmed', count: 38, byKind: { contact: 38 }, counts: null });
		const { counts } = await world.people.process(world.selectionId, world.people.tasks);
		expect(counts).toMatchObject({ selected: 38, done: 38 });
		expect((await query(world.store, 'SELECT contact_id FROM task ORDER BY contact_id')).map((row) => Number(row.contact_id))).toEqual(kept);
		expect(await query(world.store, 'SELECT choice, progress FROM review')).toEqual([{ choice: null, progress: null }]);
	});

	test('VM-06 all that match a filter are unticked, some of them ticked again, also more than a chunk holds', async () => {
		const world = await ReviewWorld.in(await newStore(), 10_500);
		const romans = { words: [], columns: [{ column: 'city', match: 'all', conditions: [{ operator: 'is', values: ['roma'] }] }] } as const;
		const [second, third] = [world.records[1]?.id ?? 0, world.records[10_499]?.id ?? 0];
		await world.through(slowStore(world.store)).decide({ choice: { steps: [{ tick: false, filter: EVERY_ROW }, { tick: true, filter: { words: [], columns: [] } }, { tick: false, filter: romans }, { tick: true, rows: { contact: [second, third] } }] } });
		expect(await world.selection()).toMatchObject({ state: 'confirmed', count: 5_252, byKind: { contact: 5_252 } });
		const kept = await world.members();
		expect(kept).toHaveLength(5_252);
		expect(await count(world.store, `SELECT COUNT(*) FROM selection_member AS s JOIN contact AS r ON r.id = s.record_id WHERE r.city = 'Roma'`)).toBe(2);
	});

	test('VM-06 rows deleted meanwhile are taken out too, and what was counted holds where nothing was', async () => {
		const world = await ReviewWorld.in(await newStore(), 5);
		await execute(world.store, `UPDATE selection SET counts = '{"byKind":{"contact":5},"counts":{"byKind":{"contact":5},"mayBeMailed":5}}'`);
		await world.decide();
		expect(await world.selection()).toMatchObject({ count: 5, counts: { mayBeMailed: 5 } });
		const other = await ReviewWorld.in(await newStore(), 5);
		await execute(other.store, `DELETE FROM contact WHERE id = ${other.records[2]?.id ?? 0}`);
		expect(await other.decide()).toMatchObject({ review: { selection: { count: 4 } } });
		expect(await other.members()).toHaveLength(4);
	});

	test('VM-06 rejected: nothing is processed, who said so and why is kept, and no row is taken out', async () => {
		const world = await ReviewWorld.in(await newStore(), 6);
		expect(await world.decide({ outcome: 'rejected', note: ' Too many ', choice: world.without(0) })).toMatchObject({ mine: true, review: { selection: { count: 6 }, state: { kind: 'decided', decision: { outcome: 'rejected', by: 'Marta', note: 'Too many' } } } });
		expect(await world.members()).toHaveLength(6);
		await expect(world.people.process(world.selectionId, world.people.tasks)).rejects.toThrow('was rejected in review');
	});

	test('VM-06 two people: the first decision stands, the second hears of it, whatever they say and however close', async () => {
		const world = await ReviewWorld.in(await newStore(), 30);
		const people = ['Marta', 'Paolo', 'Ann', 'Bo'];
		const results = await Promise.all(people.map((by, index) => world.decide({ by, outcome: index % 2 === 0 ? 'confirmed' : 'rejected', choice: world.without(index) })));
		const [first] = results.filter((result) => result?.mine);
		expect(results.filter((result) => result?.mine)).toHaveLength(1);
		const decision = first?.review.state.kind === 'decided' ? first.review.state.decision : null;
		for (const result of results) expect(result?.review.state).toEqual({ kind: 'decided', decision });
		expect(await world.decide({ by: 'Late', outcome: 'rejected' })).toEqual({ mine: false, review: first?.review });
		expect(await world.members()).toHaveLength(decision?.outcome === 'confirmed' ? 29 : 30);
	});

	test('VM-06 the workflow is told to go on by one of them, and once more only where that came to nothing', async () => {
		const world = await ReviewWorld.in(await newStore(), 3);
		const reviewId = (await world.decide())?.review.id ?? 0;
		const told = await Promise.all([1, 2, 3].map(() => world.store.run(handOn, { reviewId, now: NOW })));
		expect(told.filter(Boolean)).toHaveLength(1);
		expect(await world.store.run(handOn, { reviewId, now: NOW + HAND_ON_AGAIN - 1 })).toBe(false);
		expect(await world.store.run(handOn, { reviewId, now: NOW + HAND_ON_AGAIN })).toBe(true);
	});

	test.each([['before', 1], ['after', 1], ['before', 2], ['after', 2]] as const)('VM-06 X-03 killed %s chunk %i of carrying it out it is not confirmed by halves; whoever comes next brings it to the same end', async (moment, nth) => {
		const world = await ReviewWorld.in(await newStore(), 10_500);
		const chunks = world.store.dialect === 'sqlite' ? 2 : 1;
		const broken = world.through(brokenOff(slowStore(world.store), moment, 'review.carryOut', nth));
		const killed = await broken.decide({ choice: world.without(0, 10_499), note: 'mine' }).then(() => false, () => true);
		expect(killed).toBe(nth <= chunks);
		if (moment === 'after' ? nth < chunks : killed) {
			expect(await world.review()).toMatchObject({ state: { kind: 'carrying out', decision: { by: 'Marta', note: 'mine' } } });
			await expect(world.people.process(world.selectionId, world.people.tasks)).rejects.toMatchObject({ code: 'not-allowed' });
		}
		const second = await world.decide({ by: 'Paolo', outcome: 'rejected' });
		expect(second).toMatchObject({ mine: false, review: { selection: { count: 10_498 }, state: { kind: 'decided', decision: { outcome: 'confirmed', by: 'Marta', note: 'mine' } } } });
		const ids = await world.members();
		expect([ids.length, ids[0], ids.at(-1)]).toEqual([10_498, world.records[1]?.id, world.records[10_498]?.id]);
	});

	test('VM-06 nobody in time: nobody can decide any more, and nothing is processed', async () => {
		const world = await ReviewWorld.in(await newStore(), 3);
		const late = NOW + HOUR;
		expect(await world.decide({ now: late })).toMatchObject({ mine: false, review: { state: { kind: 'timed out' } } });
		expect((await world.review(late))?.state).toEqual({ kind: 'timed out' });
		await expect(world.people.process(world.selectionId, world.people.tasks)).rejects.toMatchObject({ code: 'not-allowed' });
		// A second review, say after a reminder, asks anew.
		const again = await world.open({ step: 'n8n/1/reminded', now: late, waitsUntil: late + HOUR });
		expect(again).toMatchObject({ state: { kind: 'waiting' }, openedAt: late });
		expect(await world.decide({ step: 'n8n/1/reminded', now: late + 1 })).toMatchObject({ mine: true, review: { state: { kind: 'decided' } } });
	});

	test('VM-06 a selection that expires first ends the wait', async () => {
		const world = await ReviewWorld.in(await newStore(), 3);
		await execute(world.store, `UPDATE selection SET expires_at = ${NOW + 10} WHERE id = ${world.selectionId}`);
		expect((await world.review(NOW + 10))?.state).toEqual({ kind: 'expired' });
		expect(await world.decide({ now: NOW + 10 })).toMatchObject({ mine: false, review: { state: { kind: 'expired' } } });
		const other = await ReviewWorld.in(await newStore(), 1);
		const expiresAt = (await other.selection())?.expiresAt ?? 0;
		await setSelectionState(other.store, other.selectionId, 'expired');
		await expect(other.open({ step: 'x', now: NOW })).rejects.toMatchObject({ code: 'expired' });
		const third = await ReviewWorld.in(await newStore(), 1);
		await execute(third.store, 'UPDATE review SET waits_until = 1');
		expect((await third.open({ step: 'y', waitsUntil: expiresAt + 99 * HOUR })).waitsUntil).toBeLessThanOrEqual(expiresAt + HOUR);
	});

	test('VM-06 a decision without a name, or with one that can\'t be kept, is refused and changes nothing', async () => {
		const world = await ReviewWorld.in(await newStore(), 2);
		for (const [by, message] of [['', 'needs the name'], ['   ', 'needs the name'], ['x'.repeat(101), '101 characters'], ['a\0b', 'can\'t be kept']] as const) {
			await expect(world.decide({ by })).rejects.toThrow(message);
			await expect(world.decide({ by: 'Marta', note: 'y'.repeat(2_001) })).rejects.toThrow('2001 characters');
		}
		expect((await world.review())?.state).toEqual({ kind: 'waiting' });
	});

	test('VM-06 finishing what is waiting, or decided already, changes nothing', async () => {
		const world = await ReviewWorld.in(await newStore(), 2);
		const waiting = await world.review();
		if (!waiting) throw new Error('There is no review.');
		expect(await finishReview(world.store, waiting)).toBe(waiting);
		expect(await world.decide({ step: 'n8n/2/other' })).toBeNull();
	});
});
