import fc from 'fast-check';

import { SEARCH_KINDS } from '../../../engine/records/kinds';
import { EVERYTHING_TICKED, withoutUndone, type Choice } from '../../../engine/review/choice/Choice';
import { countGrid } from '../../../engine/review/grid/countGrid';
import type { GridContext } from '../../../engine/review/grid/GridContext';
import { EVERY_ROW, type GridFilter } from '../../../engine/review/grid/GridFilter';
import { gridPage } from '../../../engine/review/grid/gridPage';
import type { GridPage, GridPlace, GridRow, GridSort } from '../../../engine/review/grid/GridRow';
import { createSelection } from '../../../engine/selections/createSelection';
import type { Store } from '../../../engine/store/Store';
import { insertRows } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { NOW, TIME_ZONE, world } from '../segments/arbitraries';
import { CATALOGUE } from '../segments/World';
import { writeWorld } from '../segments/worldStore';
import { choice, filter, sort } from './gridArbitraries';
import { inGridOrder, isTicked, rowMatches } from './gridModel';

const IDS = [1, 2, 3, 4, 5, 6, 7, 8];
const keyOf = ({ kind, id }: GridRow) => `${kind} ${id}`;

interface Asked {
	readonly filter: GridFilter;
	readonly sort: GridSort | null;
	readonly choice: Choice;
}

/** All pages, one after the other, from the start or from the end. */
async function walk(store: Store, context: GridContext, asked: Asked, from: 'start' | 'end', size: number): Promise<GridRow[]> {
	const rows: GridRow[] = [];
	let place: GridPlace = { at: from };
	for (;;) {
		const page: GridPage = await store.run(gridPage, { context, ...asked, place, size });
		rows.splice(from === 'start' ? rows.length : 0, 0, ...page.rows);
		const edge = from === 'start' ? page.rows.at(-1) : page.rows[0];
		const more = from === 'start' ? page.after : page.before;
		if (!edge || !more) return rows;
		expect(page.rows).toHaveLength(size);
		place = from === 'start' ? { at: 'after', row: edge.at } : { at: 'before', row: edge.at };
	}
}

describeStores('the grid of a review', (newStore) => {
	test('VM-06 every filter, order, page, tick and count is what a person reading the rows would say', async () => {
		const store = await newStore();
		await insertRows(store, 'crm_user', [{ name: 'Jane Élan' }, { name: 'Bob' }, { name: 'Ánn' }]);
		const asked = fc.record({ filter, sort, choice, size: fc.constantFrom(1, 3, 7, 50) });
		await fc.assert(
			fc.asyncProperty(world, fc.uniqueArray(fc.record({ kind: fc.constantFrom(...SEARCH_KINDS), id: fc.constantFrom(...IDS, 99) }), { minLength: 5, maxLength: 48, selector: ({ kind, id }) => `${kind} ${id}` }), fc.array(asked, { minLength: 10, maxLength: 10 }), async (made, records, questions) => {
				await store.run(writeWorld, made);
				const selection = await createSelection(store, CATALOGUE, { source: { records }, timeZone: TIME_ZONE, now: NOW });
				const context: GridContext = { selectionId: selection.id, members: selection.byKind, campaignId: 2, timeZone: TIME_ZONE, labels: {} };
				const every = await walk(store, context, { filter: EVERY_ROW, sort: null, choice: EVERYTHING_TICKED }, 'start', 50);
				const there = new Set(records.filter(({ id }) => id !== 99).map(({ kind, id }) => `${kind} ${id}`));
				expect(new Set(every.map(keyOf))).toEqual(there);
				for (const question of questions) {
					const matching = every.filter((row) => rowMatches(row, question.filter, TIME_ZONE));
					const expected = inGridOrder(matching, question.sort).map((row) => `${keyOf(row)} ${String(isTicked(row, question.choice, TIME_ZONE))}`);
					const shown = (rows: readonly GridRow[]) => rows.map((row) => `${keyOf(row)} ${String(row.ticked)}`);
					expect({ question, rows: shown(await walk(store, context, question, 'start', question.size)) }).toEqual({ question, rows: expected });
					expect({ question, rows: shown(await walk(store, context, question, 'end', question.size)) }).toEqual({ question, rows: expected });
					const ticked = (rows: readonly GridRow[]) => rows.filter((row) => isTicked(row, question.choice, TIME_ZONE)).length;
					expect({ question, counts: await countGrid(store, { context, ...question }) }).toEqual({
						question,
						counts: { rows: every.length, ticked: ticked(every), matching: matching.length, matchingTicked: ticked(matching), gone: records.length - there.size },
					});
					expect(every.map((row) => isTicked(row, withoutUndone(question.choice), TIME_ZONE))).toEqual(every.map((row) => isTicked(row, question.choice, TIME_ZONE)));
				}
			}),
			{ numRuns: 6, seed: 20_240_401, endOnFailure: true },
		);
	});
});
