import { EVERY_ROW, type ColumnFilter, type GridFilter } from '../../../../engine/review/grid/GridFilter';
import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { GridPage, GridPlace, GridRow, GridSort } from '../../../../engine/review/grid/GridRow';
import type { CountAnswer, OverAnswer, PageSetup } from '../protocol';
import { ask, type Closed } from './api';
import { Ticks } from './Ticks';

/** Where the page shown lies: so many rows stand before it, or behind it. */
type Position = { readonly before: number } | { readonly behind: number };

export type Shown =
	| { readonly kind: 'loading' }
	| { readonly kind: 'rows'; readonly page: GridPage; readonly position: Position }
	| { readonly kind: 'failed' };

export interface GridEvents {
	/** Something is to be drawn anew. */
	changed(): void;
	/** The review is over, and nothing can be done any more. */
	over(over: OverAnswer | Closed): void;
}

/** The grid as a person uses it: what is shown of it, what is ticked, how many there are. Draws nothing. */
export class Grid {
	readonly ticks = new Ticks();
	search = '';
	readonly filters = new Map<GridColumn, ColumnFilter>();
	sort: GridSort | null = null;
	size: number;
	shown: Shown = { kind: 'loading' };
	loading = false;
	/** Null while they are counted, or could not be. */
	counts: CountAnswer | null = null;
	countsFailed = false;
	/** Answers to older questions are not waited for. */
	private pageAsked = 0;
	private countAsked = 0;
	private lastPlace: GridPlace = { at: 'start' };

	constructor(
		setup: PageSetup,
		private readonly events: GridEvents,
	) {
		this.size = setup.size;
	}

	get filter(): GridFilter {
		const words = this.search.trim().split(/\s+/).filter((word) => word !== '').slice(0, 8);
		return words.length === 0 && this.filters.size === 0 ? EVERY_ROW : { words, columns: [...this.filters.values()] };
	}

	get filtered(): boolean {
		return this.filter !== EVERY_ROW;
	}

	get rows(): readonly GridRow[] {
		return this.shown.kind === 'rows' ? this.shown.page.rows : [];
	}

	/** The number of the first row shown, from 1; null while that is not known. */
	get from(): number | null {
		if (this.shown.kind !== 'rows') return null;
		const { position, page } = this.shown;
		if ('before' in position) return position.before + 1;
		return this.counts ? this.counts.matching - position.behind - page.rows.length + 1 : null;
	}

	/** What is filtered or sorted has changed: from the first page on, and counted where rows come or go. */
	async again(rowsChange: boolean): Promise<void> {
		const page = this.load({ at: 'start' }, { before: 0 });
		if (!rowsChange) return await page;
		this.counts = null;
		await page;
		await this.count();
	}

	async retry(): Promise<void> {
		await this.load(this.lastPlace, { before: 0 });
		if (this.counts === null) await this.count();
	}

	async turn(to: 'first' | 'previous' | 'next' | 'last'): Promise<void> {
		if (this.shown.kind !== 'rows' || this.loading) return;
		const { page, position } = this.shown;
		const [first, last] = [page.rows[0], page.rows.at(-1)];
		switch (to) {
			case 'first':
				return await this.load({ at: 'start' }, { before: 0 });
			case 'last':
				return await this.load({ at: 'end' }, { behind: 0 }, this.counts ? this.counts.matching % this.size || this.size : this.size);
			case 'next':
				if (!last || !page.after) return;
				return await this.load({ at: 'after', row: last.at }, 'before' in position ? { before: position.before + page.rows.length } : position);
			case 'previous':
				if (!first || !page.before) return;
				return await this.load({ at: 'before', row: first.at }, 'behind' in position ? { behind: position.behind + page.rows.length } : position);
		}
	}

	/** Ticks rows of the page shown, or unticks them. */
	tick(rows: readonly GridRow[], tick: boolean): void {
		const changed = rows.filter((row) => row.ticked !== tick);
		this.ticks.rows(changed, tick);
		const by = tick ? changed.length : -changed.length;
		if (this.counts) this.counts = { ...this.counts, ticked: this.counts.ticked + by, matchingTicked: this.counts.matchingTicked + by };
		// What is being counted doesn't know of it.
		else void this.count();
		this.setTicked(new Set(changed), tick);
	}

	/** Ticks all rows that the filter shows, on every page. */
	async tickMatching(tick: boolean): Promise<void> {
		const { counts } = this;
		this.ticks.matching(this.filter, tick);
		this.setTicked(new Set(this.rows), tick);
		if (counts === null) return await this.count();
		const matchingTicked = tick ? counts.matching : 0;
		this.counts = { ...counts, matchingTicked, ticked: counts.ticked - counts.matchingTicked + matchingTicked };
		this.events.changed();
	}

	async count(): Promise<void> {
		const asked = ++this.countAsked;
		this.countsFailed = false;
		const answered = await ask({ action: 'count', filter: this.filter, steps: this.ticks.steps() });
		if (asked !== this.countAsked) return;
		if (answered.kind === 'over') return this.events.over(answered.over);
		this.counts = answered.kind === 'answer' ? answered.answer : null;
		this.countsFailed = answered.kind === 'failed';
		this.events.changed();
	}

	private async load(place: GridPlace, position: Position, size: number = this.size): Promise<void> {
		const asked = ++this.pageAsked;
		this.lastPlace = place;
		this.loading = true;
		this.events.changed();
		const answered = await ask({ action: 'page', filter: this.filter, sort: this.sort, place, size, steps: this.ticks.steps() });
		if (asked !== this.pageAsked) return;
		this.loading = false;
		if (answered.kind === 'over') return this.events.over(answered.over);
		this.shown = answered.kind === 'answer' ? { kind: 'rows', page: answered.answer, position: placed(position, answered.answer, place) } : { kind: 'failed' };
		this.events.changed();
	}

	private setTicked(rows: ReadonlySet<GridRow>, tick: boolean): void {
		if (this.shown.kind !== 'rows') return;
		const { page } = this.shown;
		this.shown = { ...this.shown, page: { ...page, rows: page.rows.map((row) => (rows.has(row) ? { ...row, ticked: tick } : row)) } };
		this.events.changed();
	}
}

/** Turning towards the side that is counted from, the page's own rows come off. */
function placed(position: Position, page: GridPage, place: GridPlace): Position {
	if (place.at === 'before' && 'before' in position) return page.before ? { before: Math.max(0, position.before - page.rows.length) } : { before: 0 };
	if (place.at === 'after' && 'behind' in position) return page.after ? { behind: Math.max(0, position.behind - page.rows.length) } : { behind: 0 };
	return position;
}
