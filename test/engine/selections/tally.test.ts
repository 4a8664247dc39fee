import fc from 'fast-check';

import { RECIPIENT_KINDS } from '../../../engine/records/kinds';
import { createSelection } from '../../../engine/selections/createSelection';
import { describeStores } from '../../support/stores';
import { world } from '../segments/arbitraries';
import { CATALOGUE } from '../segments/World';
import { writeWorld } from '../segments/worldStore';
import { tallied } from './tallied';

const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 99];

describeStores('counting whom a mail would reach', (newStore) => {
	test('VM-06 over a large selection it is counted another way, to the same numbers', async () => {
		const store = await newStore();
		const references = fc.uniqueArray(fc.record({ kind: fc.constantFrom(...RECIPIENT_KINDS), id: fc.constantFrom(...IDS) }), { minLength: 4, maxLength: 27, selector: ({ kind, id }) => `${kind} ${id}` });
		const shared = new Set<number>();
		await fc.assert(
			fc.asyncProperty(world, fc.array(references, { minLength: 6, maxLength: 6 }), async (made, selections) => {
				await store.run(writeWorld, made);
				for (const records of selections) {
					const { id, byKind } = await createSelection(store, CATALOGUE, { source: { records }, timeZone: 'UTC' });
					for (const odd of [false, true]) {
						const asked = { selectionId: id, members: byKind, campaignId: 2, odd };
						const counts = await store.run(tallied, asked);
						expect(await store.run(tallied, { ...asked, manyFrom: 0 })).toEqual(counts);
						const there = records.filter((record) => !odd || (record.id % 2 === 1 && record.id !== 99));
						expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(there.length);
						shared.add(counts.duplicateAddress);
					}
				}
			}),
			{ numRuns: 6, seed: 77, endOnFailure: true },
		);
		expect(Math.max(...shared)).toBeGreaterThan(1);
	});
});
