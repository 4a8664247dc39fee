import { setSelectionState } from '../../../engine/selections/selectionState';
import { execute } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { HOUR, NOW, ReviewWorld } from './ReviewWorld';

describeStores('putting a selection before a person', (newStore) => {
	test('VM-06 the same step asked again, as by Retry On Fail, finds the review it opened', async () => {
		const world = await ReviewWorld.in(await newStore(), 2);
		const before = await world.review();
		expect(await world.open({ now: NOW + 5, waitsUntil: NOW + 9 * HOUR })).toEqual(before);
	});

	test('VM-06 what is in review elsewhere, decided, unfinished, unknown or expired is refused, with what to do', async () => {
		const world = await ReviewWorld.in(await newStore(), 2);
		await expect(world.open({ step: 'n8n/2/other' })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('is in review already'), wayOut: expect.stringContaining('Decide on the page') });
		await expect(world.open({ selectionId: 4711 })).rejects.toMatchObject({ code: 'not-found' });
		await world.decide({ by: 'Marta' });
		await expect(world.open({ step: 'n8n/2/other' })).rejects.toThrow(/was confirmed already by Marta on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
		const rejected = await ReviewWorld.in(await newStore(), 2);
		await rejected.decide({ outcome: 'rejected' });
		await expect(rejected.open()).rejects.toThrow('was rejected by Marta');
		const building = await rejected.people.select(rejected.records);
		await execute(rejected.store, `UPDATE selection SET state = 'building' WHERE id = ${building}`);
		await expect(rejected.open({ selectionId: building, step: 'b' })).rejects.toThrow('is not finished');
		const expired = await rejected.people.select(rejected.records);
		await execute(rejected.store, `UPDATE selection SET expires_at = ${NOW} WHERE id = ${expired}`);
		await expect(rejected.open({ selectionId: expired, step: 'c' })).rejects.toMatchObject({ code: 'expired' });
		const moved = await rejected.people.select(rejected.records);
		await setSelectionState(rejected.store, moved, 'in_review');
		await setSelectionState(rejected.store, moved, 'confirmed');
		await expect(rejected.open({ selectionId: moved, step: 'd' })).rejects.toThrow('was confirmed already.');
	});

	test('VM-06 a step in a loop has a review for each turn; its page is about the latest', async () => {
		const world = await ReviewWorld.in(await newStore(), 3);
		await world.decide({ by: 'First' });
		const second = await world.people.select(world.records.slice(0, 2));
		await world.open({ selectionId: second, turn: 1 });
		expect(await world.review()).toMatchObject({ selection: { id: second }, selected: 2, state: { kind: 'waiting' } });
		await world.decide({ by: 'Second' });
		expect(await world.review()).toMatchObject({ selection: { id: second }, state: { kind: 'decided', decision: { by: 'Second' } } });
	});

	test('VM-06 an n8n set up anew counts its executions from the start: the old review of that number is left alone', async () => {
		const world = await ReviewWorld.in(await newStore(), 3);
		await world.decide({ by: 'Long ago' });
		const fresh = await world.people.select(world.records);
		await world.open({ selectionId: fresh });
		expect(await world.review()).toMatchObject({ selection: { id: fresh }, state: { kind: 'waiting' } });
		await world.decide({ by: 'Now' });
		expect(await world.selection()).toMatchObject({ state: 'confirmed', count: 3 });
	});
});
