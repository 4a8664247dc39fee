import type { Store } from '../../engine/store/Store';

/** What happens around each transaction of a store, by its name. */
export interface Watch {
	/** Throws: the transaction is never carried out, as if the process had been killed before it. */
	before?(name: string, input: unknown): void | Promise<void>;
	/** Throws: it was committed, and its answer is lost. */
	after?(name: string, result: unknown): void | Promise<void>;
}

/** The same store, with somebody who looks on and may break it off between two transactions. */
export function watchedStore(store: Store, watch: Watch): Store {
	return {
		dialect: store.dialect,
		id: store.id,
		location: store.location,
			intake: store.intake,
		close: () => store.close(),
		run: async (transaction, input) => {
			await watch.before?.(transaction.name, input);
			const result = await store.run(transaction, input);
			await watch.after?.(transaction.name, result);
			return result;
		},
	};
}

/** Breaks off at the nth transaction of a name, before it or after its commit, and at none after that. */
export function brokenOff(store: Store, moment: keyof Watch, name: string, nth: number = 1): Store {
	let times = 0;
	return watchedStore(store, {
		[moment]: (of: string) => {
			if (of === name && ++times === nth) throw new Error('killed');
		},
	});
}
