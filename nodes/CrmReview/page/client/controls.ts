import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { GridSort } from '../../../../engine/review/grid/GridRow';
import type { PageSetup } from '../protocol';
import { button, el, iconButton, picture } from './dom';
import type { Grid } from './Grid';
import type { Words } from './Words';

/** A part of the page that is drawn anew whenever the grid changes. */
export interface Part {
	readonly element: HTMLElement;
	draw(): void;
}

export interface ControlEvents {
	filter(column: GridColumn | null): void;
	unfilter(column: GridColumn): void;
	clear(): void;
	search(text: string): void;
	sort(sort: GridSort | null): void;
	tickMatching(tick: boolean): void;
	turn(to: 'first' | 'previous' | 'next' | 'last'): void;
	resize(size: number): void;
	decide(outcome: 'confirmed' | 'rejected'): void;
}

/** How long nobody types before it is searched (ms). */
const PAUSE = 350;

/** Search, filters and, where heads can't be seen, sorting. */
export function tools(setup: PageSetup, words: Words, grid: Grid, events: ControlEvents): Part {
	const { search, filter, sort, columns } = words.texts;
	let typing: ReturnType<typeof setTimeout> | undefined;
	const now = () => {
		clearTimeout(typing);
		if (box.value.trim() !== grid.search) events.search(box.value.trim());
	};
	const box = el('input', {
		class: 'search',
		at: { type: 'search', placeholder: search, 'aria-label': search, maxlength: 200, autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search' },
		on: { input: () => { clearTimeout(typing); typing = setTimeout(now, PAUSE); }, change: now },
	});
	const add = button(filter.add, () => events.filter(null));
	add.prepend(picture('add'));
	const chips = el('span', { class: 'chips' });
	const clear = button(filter.clear, () => { box.value = ''; events.clear(); }, { class: 'link' });
	const by = el('select', { at: { 'aria-label': sort.by }, on: { change: () => events.sort(chosen()) } }, el('option', { at: { value: '' } }, `${sort.by}: ${sort.none}`), ...setup.columns.map((column) => el('option', { at: { value: column } }, `${sort.by}: ${columns[column]}`)));
	const chosen = (): GridSort | null => {
		const column = setup.columns.find((one) => one === by.value);
		return column ? { column, direction: grid.sort?.direction ?? 'asc' } : null;
	};
	const direction = iconButton('up', sort.descend, () => grid.sort && events.sort({ ...grid.sort, direction: grid.sort.direction === 'asc' ? 'desc' : 'asc' }));
	const element = el('div', { class: 'tools', at: { role: 'search' } }, box, add, el('span', { class: 'sorting' }, by, direction), chips, clear);
	return {
		element,
		draw() {
			chips.replaceChildren(
				...[...grid.filters.values()].map((one) => {
					const text = words.filter(one);
					return el('span', { class: 'chip' }, button(text, () => events.filter(one.column), { at: { 'aria-label': words.fill(filter.edit, { filter: text }) } }), iconButton('remove', `${filter.remove}: ${text}`, () => events.unfilter(one.column)));
				}),
			);
			chips.hidden = grid.filters.size === 0;
			clear.hidden = !grid.filtered || (grid.filters.size < 2 && !(grid.filters.size > 0 && grid.search !== ''));
			by.value = grid.sort?.column ?? '';
			direction.disabled = grid.sort === null;
			const turned = grid.sort?.direction === 'desc' ? sort.ascend : sort.descend;
			direction.setAttribute('aria-label', turned);
			direction.title = turned;
		},
	};
}

/** How many are ticked and match, always in sight, and ticking all that match. */
export function countBar(setup: PageSetup, words: Words, grid: Grid, events: ControlEvents): Part {
	const { count, tick } = words.texts;
	const ticked = el('span', { class: 'ticked' });
	const matching = el('span', { class: 'matching' });
	const all = button('', () => events.tickMatching(true));
	const none = button('', () => events.tickMatching(false));
	const told = el('p', { class: 'apart', at: { role: 'status' } });
	const gone = el('p', { class: 'gone' });
	const bar = el('div', { class: 'bar' }, ticked, matching, el('span', { class: 'actions' }, all, none));
	return {
		element: el('div', {}, bar, gone, told),
		draw() {
			const { counts, filtered } = grid;
			const total = counts?.rows ?? setup.count;
			ticked.textContent = counts ? words.counted(count.ticked, counts.ticked, { total }) : grid.countsFailed ? words.counted(count.rows, total) : `${words.counted(count.rows, total)} · ${count.counting}`;
			matching.textContent = !filtered ? '' : counts ? words.counted(count.matching, counts.matching) : '';
			matching.hidden = matching.textContent === '';
			all.textContent = !filtered ? tick.all : counts ? words.counted(tick.allMatching, counts.matching) : tick.allMatchingUncounted;
			none.textContent = !filtered ? tick.none : counts ? words.counted(tick.noneMatching, counts.matching) : tick.noneMatchingUncounted;
			all.disabled = counts !== null && counts.matchingTicked === counts.matching;
			none.disabled = counts !== null && counts.matchingTicked === 0;
			gone.textContent = counts && counts.gone > 0 ? words.counted(count.gone, counts.gone) : '';
			gone.hidden = gone.textContent === '';
			// Heard once it is settled, not with every step on the way.
			const says = counts && !grid.loading ? [ticked.textContent, matching.textContent].filter((text) => text !== '').join('. ') : '';
			if (says !== '' && says !== told.textContent) told.textContent = says;
		},
	};
}

/** Pages, how many rows each has, and the way to a decision. */
export function pager(words: Words, grid: Grid, events: ControlEvents, sizes: readonly number[]): Part {
	const { page, decide } = words.texts;
	const buttons = (['first', 'previous', 'next', 'last'] as const).map((to) => ({ to, button: iconButton(to, page[to], () => events.turn(to)) }));
	const range = el('span', { class: 'range' });
	// On a telephone the bar with the count scrolls away; whoever listens has heard it there.
	const again = el('span', { class: 'again', at: { 'aria-hidden': 'true' } });
	const size = el('select', { on: { change: () => events.resize(Number(size.value)) } }, ...sizes.map((one) => el('option', { at: { value: one, selected: one === grid.size } }, words.number(one))));
	const [back, forth] = [buttons.slice(0, 2), buttons.slice(2)];
	const pages = el('nav', { class: 'pager', at: { 'aria-label': page.pages } }, ...back.map((one) => one.button), range, ...forth.map((one) => one.button), el('label', { class: 'size' }, page.size, size));
	const deciding = el('div', { class: 'deciding' }, again, button(decide.reject, () => events.decide('rejected')), button(decide.confirm, () => events.decide('confirmed'), { class: 'primary' }));
	const element = el('div', { class: 'foot' }, pages, deciding);
	return {
		element,
		draw() {
			const shown = grid.shown.kind === 'rows' ? grid.shown.page : null;
			const { from, counts } = grid;
			const to = from === null ? null : from + grid.rows.length - 1;
			again.textContent = counts ? words.counted(words.texts.count.ticked, counts.ticked, { total: counts.rows }) : '';
			range.textContent = from === null || to === null || to < from ? '' : counts ? words.fill(page.range, { from, to, total: counts.matching }) : words.fill(page.rangeOnly, { from, to });
			for (const one of buttons) one.button.disabled = grid.loading || !shown || !(one.to === 'first' || one.to === 'previous' ? shown.before : shown.after);
		},
	};
}
