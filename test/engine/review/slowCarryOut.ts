import { carryOut } from '../../../engine/review/carryOut';
import type { Store } from '../../../engine/store/Store';
import { defineTransaction, type Steps } from '../../../engine/store/Transaction';

/** A chunk on a machine so slow that it is over after one window. */
const slowChunk = defineTransaction(__filename, 'write', 'review.carryOut', function* (tx, input: { readonly reviewId: number }): Steps<boolean> {
	let clock = 0;
	return yield* carryOut.body({ ...tx, elapsed: () => (clock += 150) }, input);
});

/** The same store, where carrying a choice out takes a chunk for every 10,000 rows. */
export function slowStore(store: Store): Store {
	return {
		dialect: store.dialect,
		id: store.id,
		location: store.location,
		intake: store.intake,
		close: () => store.close(),
		run: async (transaction, input) => {
			if (transaction.name !== carryOut.name) return await store.run(transaction, input);
			return await store.run({ ...transaction, module: slowChunk.module }, input);
		},
	};
}
