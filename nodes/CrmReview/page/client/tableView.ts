import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { GridRow } from '../../../../engine/review/grid/GridRow';
import type { PageSetup } from '../protocol';
import { button, el, iconButton, picture } from './dom';
import type { Grid } from './Grid';
import type { Words } from './Words';

export interface TableEvents {
	sort(column: GridColumn): void;
	filter(column: GridColumn): void;
	tick(rows: readonly GridRow[], tick: boolean): void;
	turn(to: 'first' | 'previous' | 'next' | 'last', focus: 'first' | 'last'): void;
}

/** The rows and their heads. Tab goes to one row; arrow keys go on from there. */
export class TableView {
	readonly element: HTMLElement;
	private readonly heads = new Map<GridColumn, { readonly cell: HTMLElement; readonly filter: HTMLElement }>();
	private readonly body = el('tbody');
	private readonly all: HTMLInputElement;
	private drawn: readonly GridRow[] = [];
	/** Where the keyboard is, and from where Shift ticks a range. */
	private at = 0;

	constructor(
		private readonly setup: PageSetup,
		private readonly words: Words,
		private readonly grid: Grid,
		private readonly events: TableEvents,
	) {
		const { tick, table } = words.texts;
		this.all = el('input', { at: { type: 'checkbox', 'aria-label': tick.page }, on: { change: () => this.events.tick(this.grid.rows, this.all.checked) } });
		const head = el('tr', {}, el('th', { class: 'tick', at: { scope: 'col' } }, el('label', {}, this.all)), ...setup.columns.map((column) => this.head(column)));
		this.element = el('table', { at: { role: 'table' }, on: { keydown: (event) => this.key(event) } }, el('caption', { class: 'apart' }, `${table}. ${tick.keys}`), el('thead', { at: { role: 'rowgroup' } }, head), this.body);
		head.setAttribute('role', 'row');
		this.body.setAttribute('role', 'rowgroup');
	}

	draw(): void {
		const { sort, filters, rows, loading } = this.grid;
		for (const [column, { cell, filter }] of this.heads) {
			cell.setAttribute('aria-sort', sort?.column === column ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none');
			filter.classList.toggle('on', filters.has(column));
		}
		this.element.setAttribute('aria-busy', String(loading));
		if (rows !== this.drawn) this.drawRows(rows);
		const ticked = rows.filter((row) => row.ticked).length;
		this.all.checked = rows.length > 0 && ticked === rows.length;
		this.all.indeterminate = ticked > 0 && ticked < rows.length;
		this.all.disabled = rows.length === 0;
	}

	focus(which: 'first' | 'last'): void {
		this.goTo(which === 'first' ? 0 : this.drawn.length - 1);
	}

	private head(column: GridColumn): HTMLElement {
		const { columns, filter } = this.words.texts;
		const sort = button(columns[column], () => this.events.sort(column), { class: 'sort' });
		sort.append(picture('up'));
		const funnel = iconButton('filter', this.words.fill(filter.of, { column: columns[column] }), () => this.events.filter(column));
		const cell = el('th', { class: lookOf(column), at: { scope: 'col', role: 'columnheader' } }, el('div', { class: 'head' }, sort, funnel));
		this.heads.set(column, { cell, filter: funnel });
		return cell;
	}

	/** The same rows with other ticks are touched up, so that the keyboard stays where it is. */
	private drawRows(rows: readonly GridRow[]): void {
		const same = rows.length === this.drawn.length && rows.every((row, index) => row.kind === this.drawn[index]?.kind && row.id === this.drawn[index].id && row.at === this.drawn[index].at);
		this.drawn = rows;
		if (!same) {
			this.at = 0;
			this.body.replaceChildren(...rows.map((row, index) => this.row(row, index)));
		}
		for (const [index, row] of rows.entries()) {
			this.body.children[index]?.classList.toggle('off', !row.ticked);
			const box = this.box(index);
			if (box) box.checked = row.ticked;
		}
	}

	private row(row: GridRow, index: number): HTMLElement {
		const { tick, nameless } = this.words.texts;
		const name = this.words.cell(row, 'name') ?? nameless;
		const box = el('input', { at: { type: 'checkbox', 'aria-label': this.words.fill(tick.row, { name }), tabindex: index === 0 ? 0 : -1 }, on: { click: (event) => this.click(index, event), focus: () => this.enter(index) } });
		return el('tr', { at: { role: 'row' } }, el('td', { class: 'tick', at: { role: 'cell' } }, el('label', {}, box)), ...this.setup.columns.map((column) => this.cell(row, column)));
	}

	private cell(row: GridRow, column: GridColumn): HTMLElement {
		const { columns, nameless } = this.words.texts;
		const value = this.words.cell(row, column);
		const content = column === 'consent' ? el('span', { class: row.consent === 'mayBeMailed' ? 'yes' : 'no' }, value) : el('bdi', {}, value ?? (column === 'name' ? nameless : ''));
		return el(column === 'name' ? 'td' : 'td', { class: `${lookOf(column)}${value === null ? ' none' : ''}`, at: { role: 'cell', 'data-label': columns[column] } }, value === null && column !== 'name' ? null : content);
	}

	private click(index: number, event: Event): void {
		const box = this.box(index);
		const row = this.drawn[index];
		if (!box || !row) return;
		const [from, to] = event instanceof MouseEvent && event.shiftKey ? [Math.min(this.at, index), Math.max(this.at, index)] : [index, index];
		this.enter(index);
		this.events.tick(this.drawn.slice(from, to + 1), box.checked);
	}

	private key(event: Event): void {
		if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLElement) || event.target.closest('tbody') === null) return;
		const go = this.step(event.key);
		if (!go) return;
		event.preventDefault();
		go();
	}

	private step(key: string): (() => void) | null {
		const last = this.drawn.length - 1;
		switch (key) {
			case 'ArrowDown':
				return () => (this.at < last ? this.goTo(this.at + 1) : this.events.turn('next', 'first'));
			case 'ArrowUp':
				return () => (this.at > 0 ? this.goTo(this.at - 1) : this.events.turn('previous', 'last'));
			case 'Home':
				return () => this.goTo(0);
			case 'End':
				return () => this.goTo(last);
			case 'PageDown':
				return () => this.events.turn('next', 'first');
			case 'PageUp':
				return () => this.events.turn('previous', 'first');
			default:
				return null;
		}
	}

	private goTo(index: number): void {
		const box = this.box(index);
		box?.focus();
		box?.closest('tr')?.scrollIntoView({ block: 'nearest' });
	}

	private enter(index: number): void {
		const before = this.box(this.at);
		if (before) before.tabIndex = -1;
		this.at = index;
		const box = this.box(index);
		if (box) box.tabIndex = 0;
	}

	private box(index: number): HTMLInputElement | null {
		return this.body.children[index]?.querySelector('input') ?? null;
	}
}

function lookOf(column: GridColumn): string {
	return column === 'amount' ? 'amount end' : column;
}
