import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import { EVERYTHING_TICKED, type Choice } from '../../engine/review/choice/Choice';
import { decideReview, findReview } from '../../engine/review/decideReview';
import { countGrid } from '../../engine/review/grid/countGrid';
import type { GridColumn } from '../../engine/review/grid/gridColumns';
import type { GridContext } from '../../engine/review/grid/GridContext';
import { EVERY_ROW, type GridFilter, type GridOperator } from '../../engine/review/grid/GridFilter';
import { gridPage } from '../../engine/review/grid/gridPage';
import type { GridCursor, GridPage, GridPlace, GridSort } from '../../engine/review/grid/GridRow';
import { openReview } from '../../engine/review/openReview';
import { reviewSummary } from '../../engine/review/reviewSummary';
import { createSelection } from '../../engine/selections/createSelection';
import type { Selection } from '../../engine/selections/Selection';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { reviewPage } from '../../nodes/CrmReview/page/reviewPage';
import { type Bench, figureOf } from '../Bench';
import { median, timed } from '../compare';

const CONTACTS = 1_000_000;
const SIZE = 100;
const HOUR = 3_600_000;
const NOTHING_ELSE: Pick<GridContext, 'timeZone' | 'labels'> = { timeZone: 'Europe/Madrid', labels: {} };

const by = (column: GridColumn, direction: 'asc' | 'desc' = 'asc'): GridSort => ({ column, direction });
const where = (column: GridColumn, operator: GridOperator, ...values: readonly string[]): GridFilter => ({ words: [], columns: [{ column, match: 'all', conditions: [{ operator, values }] }] });

/** As a person sees a grid: as it stands, and sorted by each of its columns of words. */
const SORTS: readonly (GridSort | null)[] = [null, by('name'), by('name', 'desc'), by('account'), by('city'), by('region', 'desc'), by('email'), by('title'), by('assigned_user')];
const FILTERS = { 'every row': EVERY_ROW, 'a part of a city': where('city', 'contains', 'rid'), 'a word anywhere': { words: ['garcia'], columns: [] }, 'who said no': where('consent', 'isAnyOf', 'optedOut') } as const;

/** A review of 1,000,000 contacts, through what its page asks of the node's process. */
export const bench: Bench = {
	name: 'review',
	async *run({ stores, runs, say }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-review-'));
		try {
			const file = join(folder, 'store.sqlite');
			await stores.sqliteCopy(file);
			const store = await SqliteStore.open(file);
			try {
				const review = await Reviewed.open(store, stores.scaled(CONTACTS), 0);
				const firsts: number[] = [];
				for (let run = -1; run < runs; run++) {
					for (const sort of SORTS) {
						const { milliseconds } = await timed(() => review.firstPage(sort));
						if (run >= 0) firsts.push(milliseconds);
					}
				}
				yield figureOf('VM-06 first page of a review of 1,000,000 (p95)', 'sqlite', percentile(firsts, 0.95), 'ms', { op: '<=', value: 300 });
				const slowest = async (what: string, works: Readonly<Record<string, () => Promise<unknown>>>) => {
					const medians: number[] = [];
					for (const [name, work] of Object.entries(works)) {
						const each: number[] = [];
						for (let run = -1; run < runs; run++) {
							const { milliseconds } = await timed(work);
							if (run >= 0) each.push(milliseconds);
						}
						say(`${what}, ${name}: ${median(each).toFixed(0)} ms`);
						medians.push(median(each));
					}
					return figureOf(`VM-06 ${what}`, 'sqlite', Math.max(...medians), 'ms', { op: '<=', value: 1_500 });
				};
				const deep: Record<string, () => Promise<unknown>> = {};
				for (const sort of SORTS) {
					const last = await review.lastPage(sort);
					deep[`the last by ${sort?.column ?? 'nothing'}`] = () => review.lastPage(sort);
					deep[`the one before it by ${sort?.column ?? 'nothing'}`] = () => review.pageBefore(sort, last);
				}
				yield await slowest('a page deep in it', deep);
				yield await slowest('its count', Object.fromEntries(Object.entries(FILTERS).map(([name, filter]) => [name, () => review.count(filter)])));
				yield await slowest('its summary', { 'everything ticked': () => review.summary(EVERYTHING_TICKED), 'some unticked': () => review.summary(review.choice) });
				yield await confirmed(store, stores.scaled(CONTACTS), runs);
			} finally {
				await store.close();
			}
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
	},
};

/** A city, and two people unticked by hand; each run has a selection of its own. */
async function confirmed(store: Store, count: number, runs: number) {
	const each: number[] = [];
	for (let run = -1; run < runs; run++) {
		const review = await Reviewed.open(store, count, run + 2);
		const { milliseconds } = await timed(() => review.confirm());
		if (run >= 0) each.push(milliseconds);
	}
	return figureOf('VM-06 it is confirmed', 'sqlite', median(each), 'ms', { op: '<=', value: 2_000 });
}

class Reviewed {
	private constructor(
		private readonly store: Store,
		private readonly step: string,
		private readonly context: GridContext,
		/** What a person unticks. */
		readonly choice: Choice,
	) {}

	static async open(store: Store, count: number, nth: number): Promise<Reviewed> {
		const segment = { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'id', operator: 'isAtMost', value: count } }] } as const;
		const selection: Selection = await createSelection(store, new Catalogue(), { source: { segment }, timeZone: 'UTC' });
		const [step, now] = [`bench/${nth}/review`, Date.now()];
		await store.run(openReview, { selectionId: selection.id, step, turn: 0, waitsUntil: now + HOUR, page: { title: '', instructions: '', columns: null, size: SIZE }, now });
		const context: GridContext = { selectionId: selection.id, members: selection.byKind, campaignId: null, ...NOTHING_ELSE };
		const unticked = await store.run(gridPage, { context, filter: EVERY_ROW, sort: by('name'), choice: EVERYTHING_TICKED, place: { at: 'start' }, size: 2 });
		const contact = unticked.rows.map(({ id }) => id);
		if (contact.length !== 2) throw new Error('The grid has no rows.');
		return new Reviewed(store, step, context, { steps: [{ tick: false, filter: where('city', 'is', 'Madrid') }, { tick: false, rows: { contact } }] });
	}

	/** The page itself, then the rows its script asks for. */
	async firstPage(sort: GridSort | null): Promise<void> {
		const review = await findReview(this.store, this.step);
		if (review?.state.kind !== 'waiting') throw new Error('The review does not wait.');
		const { status } = reviewPage({ kind: 'review', review }, { acceptLanguage: 'en', nonce: 'bench', timeZone: 'UTC' });
		const { rows, after } = await this.page(sort, { at: 'start' });
		if (status !== 200 || rows.length !== SIZE || !after) throw new Error(`The first page has ${rows.length} rows.`);
	}

	/** Answers where it begins. */
	async lastPage(sort: GridSort | null): Promise<GridCursor> {
		const { rows, after } = await this.page(sort, { at: 'end' });
		if (!rows[0] || after) throw new Error('There is no last page.');
		return rows[0].at;
	}

	async pageBefore(sort: GridSort | null, row: GridCursor): Promise<void> {
		const { rows, after } = await this.page(sort, { at: 'before', row });
		if (rows.length !== SIZE || !after) throw new Error(`The page before the last has ${rows.length} rows.`);
	}

	private async page(sort: GridSort | null, place: GridPlace): Promise<GridPage> {
		return await this.store.run(gridPage, { context: this.context, filter: EVERY_ROW, sort, choice: this.choice, place, size: SIZE });
	}

	async count(filter: GridFilter): Promise<void> {
		const { rows, matching, ticked } = await countGrid(this.store, { context: this.context, filter, choice: this.choice });
		if (rows !== this.context.members.contact || matching === 0 || ticked >= rows) throw new Error(`The count is ${rows}, ${matching}, ${ticked}.`);
	}

	async summary(choice: Choice): Promise<void> {
		const { mayBeMailed } = await this.store.run(reviewSummary, { context: this.context, choice });
		if (mayBeMailed === 0) throw new Error('Nobody is mailed.');
	}

	async confirm(): Promise<void> {
		const { timeZone, labels } = this.context;
		const result = await decideReview(this.store, { step: this.step, outcome: 'confirmed', by: 'Bench', note: null, choice: this.choice, terms: { timeZone, labels }, now: Date.now() });
		const { selected = 0, selection } = result?.review ?? {};
		if (result?.review.state.kind !== 'decided' || !selection || selection.count >= selected || selection.count === 0) throw new Error('It was not confirmed.');
	}
}

function percentile(values: readonly number[], part: number): number {
	const sorted = [...values].sort((one, other) => one - other);
	return sorted[Math.ceil(sorted.length * part) - 1] ?? NaN;
}
