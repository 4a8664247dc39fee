import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import { listFilters, saveFilter } from '../../engine/segments/savedFilters';
import { createSelection } from '../../engine/selections/createSelection';
import type { Store } from '../../engine/store/Store';
import type { Bench } from '../Bench';
import { compare, timed } from '../compare';
import { BIG_RETAIL, segmentCases } from '../segmentCases';

const TIME_ZONE = 'UTC';
const BAR = { op: '<=', value: 1.25 } as const;

/** Five segments, searched and written as the node does it, against SQL written by hand over narrow tables. */
export const bench: Bench = {
	name: 'segments',
	async *run({ stores, runs }) {
		const catalogue = new Catalogue();
		for (const open of [() => stores.sqlite(), () => stores.postgres()]) {
			const { store, reference, takeMembers } = await open();
			for (const { name, segment, statements } of segmentCases(await bigRetail(store))) {
				yield await compare({
					name: `VM-04 segment ${name}`,
					store: store.dialect,
					runs,
					bar: BAR,
					async ours() {
						const { milliseconds, result } = await timed(() => createSelection(store, catalogue, { source: { segment }, timeZone: TIME_ZONE }));
						return { milliseconds, checksum: await takeMembers(result.id) };
					},
					async reference() {
						const milliseconds = await reference.pick(statements);
						return { milliseconds, checksum: await reference.takePicked() };
					},
				});
			}
		}
	},
};

/** The saved filter that the cases use; made once in each store. */
export async function bigRetail(store: Store): Promise<number> {
	const name = 'Big retail';
	const [known] = await store.run(listFilters, { search: name, limit: 1 });
	return known?.id ?? (await store.run(saveFilter, { id: null, name, segment: BIG_RETAIL }));
}
