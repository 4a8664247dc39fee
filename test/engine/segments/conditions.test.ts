import fc from 'fast-check';

import { SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import type { Segment } from '../../../engine/segments/Criteria';
import { countSelection } from '../../../engine/selections/countSelection';
import { countSegment } from '../../../engine/selections/countSegment';
import { createSelection } from '../../../engine/selections/createSelection';
import { selectionPage } from '../../../engine/selections/selectionPage';
import type { Store } from '../../../engine/store/Store';
import { NO_PARAMETERS } from '../../../engine/selections/GeneralParameters';
import { describeStores } from '../../support/stores';
import { conditionOf, NOW, OUTCOMES, segmentOf, TIME_ZONE, world } from './arbitraries';
import { Model } from './model';
import { CATALOGUE, type World } from './World';
import { writeWorld } from './worldStore';

const CLOCK = { now: NOW, timeZone: TIME_ZONE };
const SEARCHES = 40;
const SEED = 20_240_331;

async function found(store: Store, segment: unknown): Promise<string[]> {
	const selection = await createSelection(store, CATALOGUE, { source: { segment }, timeZone: TIME_ZONE, now: NOW });
	const page = await selectionPage(store, CATALOGUE, selection, { limit: 1000 });
	expect(page.rows.length).toBe(selection.count);
	return page.rows.map((row) => `${row.kind} ${row.id}`).sort();
}

describeStores('what segments find', (newStore) => {
	test('VM-04 every condition, nested in any way, finds what a person reading it record by record would', async () => {
		const store = await newStore();
		const searches = world.chain((made) => fc.tuple(fc.constant(made), fc.array(segmentOf(2, made.filters), { minLength: SEARCHES, maxLength: SEARCHES })));
		await fc.assert(
			fc.asyncProperty(searches, async ([made, segments]) => {
				await store.run(writeWorld, made);
				const model = new Model(made, CLOCK);
				for (const segment of segments) {
					const expected = model.search(segment);
					expect({ segment, found: await found(store, segment) }).toEqual({ segment, found: expected });
				}
			}),
			{ numRuns: 20, seed: SEED, endOnFailure: true },
		);
	});

	test.each<SearchKind>(['lead', 'contact', 'account', 'message', 'task', 'opportunity'])('VM-04 each single condition over %ss, and its count', async (kind) => {
		const store = await newStore();
		const searches = world.chain((made) => fc.tuple(fc.constant(made), fc.array(conditionOf(kind, 0, made.filters), { minLength: 100, maxLength: 100 })));
		await fc.assert(
			fc.asyncProperty(searches, async ([made, conditions]) => {
				await store.run(writeWorld, made);
				const model = new Model(made, CLOCK);
				for (const condition of conditions) {
					const segment = { tabs: [{ kind, condition }] };
					const counted = await countSegment(store, CATALOGUE, { segment, timeZone: TIME_ZONE, now: NOW });
					expect({ condition, count: counted.count }).toEqual({ condition, count: model.search(segment).length });
					const none = { tabs: [{ kind, condition: { type: 'group', match: 'none', conditions: [condition] } }] };
					const others = await countSegment(store, CATALOGUE, { segment: none, timeZone: TIME_ZONE, now: NOW });
					expect({ condition, count: others.count }).toEqual({ condition, count: 8 - counted.count });
				}
			}),
			{ numRuns: 5, seed: SEED, endOnFailure: true },
		);
	});

	test('VM-04 with messages of every outcome, over every kind', async () => {
		const store = await newStore();
		await fc.assert(
			fc.asyncProperty(world, async (made) => {
				await store.run(writeWorld, made);
				const model = new Model(made, CLOCK);
				for (const kind of SEARCH_KINDS) {
					for (const outcome of OUTCOMES) {
						const segment: Segment = { tabs: [{ kind, condition: { type: 'messages', campaignId: null, outcome } }] };
						const { count } = await countSegment(store, CATALOGUE, { segment, timeZone: TIME_ZONE, now: NOW });
						expect({ kind, outcome, count }).toEqual({ kind, outcome, count: model.search(segment).length });
					}
				}
			}),
			{ numRuns: 10, seed: SEED, endOnFailure: true },
		);
	});

	test('VM-05 tabs are united, each record once, in whatever order they stand', async () => {
		const store = await newStore();
		const searches = world.chain((made) => fc.tuple(fc.constant<World>(made), fc.array(segmentOf(1, made.filters).map((segment) => segment.tabs[0]), { minLength: 4, maxLength: 4 })));
		await fc.assert(
			fc.asyncProperty(searches, async ([made, tabs]) => {
				await store.run(writeWorld, made);
				for (let size = 2; size <= 4; size++) {
					const results = new Set<string>();
					for (const order of permutations(tabs.slice(0, size))) results.add(JSON.stringify(await found(store, { tabs: order })));
					expect(results.size).toBe(1);
				}
			}),
			{ numRuns: 4, seed: SEED, endOnFailure: true },
		);
	});

	test('counts tell whom a mail would reach, and add up', async () => {
		const store = await newStore();
		const searches = world.chain((made) => fc.tuple(fc.constant(made), fc.array(segmentOf(1, made.filters), { minLength: 10, maxLength: 10 }), fc.option(fc.constantFrom(1, 2, 3))));
		await fc.assert(
			fc.asyncProperty(searches, async ([made, segments, campaignId]) => {
				await store.run(writeWorld, made);
				const model = new Model(made, CLOCK);
				for (const segment of segments) {
					const parameters = { ...NO_PARAMETERS, campaignId };
					const selection = await createSelection(store, CATALOGUE, { source: { segment }, parameters, timeZone: TIME_ZONE, now: NOW });
					const { byKind, ...counts } = await countSelection(store, selection);
					expect(counts).toEqual(model.reach(model.search(segment), campaignId));
					expect(byKind).toEqual(selection.byKind);
					expect(counts.gone + counts.withoutRecipient + counts.withoutAddress + counts.malformedAddress + counts.optedOut + counts.duplicateAddress + counts.mayBeMailed).toBe(selection.count);
				}
			}),
			{ numRuns: 8, seed: SEED, endOnFailure: true },
		);
	});
});

function permutations<Item>(items: readonly Item[]): Item[][] {
	if (items.length <= 1) return [[...items]];
	return items.flatMap((item, at) => permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]));
}
