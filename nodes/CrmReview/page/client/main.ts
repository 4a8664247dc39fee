import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { OverAnswer, PageSetup } from '../protocol';
import type { Notice } from '../texts/ReviewTexts';
import type { Closed } from './api';
import { countBar, pager, tools, type ControlEvents, type Part } from './controls';
import { openDecideDialog } from './decideDialog';
import { button, el } from './dom';
import { openFilterDialog } from './filterDialog';
import { Grid } from './Grid';
import { outcomeCard } from './outcome';
import { TableView } from './tableView';
import { Words } from './Words';

const SIZES = [50, 100, 200, 500];

const root = document.getElementById('review');
// Written by the server, in this shape.
if (root) start(root, JSON.parse(root.dataset.setup ?? '') as PageSetup);

function start(root: HTMLElement, setup: PageSetup): void {
	const words = new Words(setup);
	let ended = false;
	const over = (answer: OverAnswer | Closed) => {
		ended = true;
		for (const dialog of document.querySelectorAll('dialog')) dialog.close();
		const card = outcomeCard(words, answer);
		document.title = card.querySelector('h1')?.textContent ?? document.title;
		root.replaceWith(card);
		card.querySelector('h1')?.focus();
	};
	const grid = new Grid(setup, { changed: () => draw(), over });
	const typed = { by: '', note: '' };

	const filter = (column: GridColumn | null) =>
		openFilterDialog(setup, words, {
			column,
			known: grid.filters,
			done: (about, filter) => {
				if (filter) grid.filters.set(about, filter);
				else grid.filters.delete(about);
				void grid.again(true);
			},
		});
	const turn = async (to: 'first' | 'previous' | 'next' | 'last', focus: 'first' | 'last' | null) => {
		await grid.turn(to);
		scroll.scrollTop = 0;
		if (focus !== null) table.focus(focus);
	};
	const events: ControlEvents = {
		filter,
		unfilter: (column) => {
			grid.filters.delete(column);
			void grid.again(true);
		},
		clear: () => {
			grid.filters.clear();
			grid.search = '';
			void grid.again(true);
		},
		search: (text) => {
			grid.search = text;
			void grid.again(true);
		},
		sort: (sort) => {
			grid.sort = sort;
			void grid.again(false);
		},
		tickMatching: (tick) => void grid.tickMatching(tick),
		turn: (to) => void turn(to, null),
		resize: (size) => {
			grid.size = size;
			void grid.again(false);
		},
		decide: (outcome) => openDecideDialog(words, { outcome, steps: grid.ticks.steps(), ticked: grid.counts?.ticked ?? null, typed, over }),
	};
	const table = new TableView(setup, words, grid, {
		filter,
		tick: (rows, tick) => grid.tick(rows, tick),
		turn: (to, focus) => void turn(to, focus),
		// Up, down, as selected.
		sort: (column) => events.sort(grid.sort?.column !== column ? { column, direction: 'asc' } : grid.sort.direction === 'asc' ? { column, direction: 'desc' } : null),
	});
	const parts: readonly Part[] = [tools(setup, words, grid, events), countBar(setup, words, grid, events), pager(words, grid, events, SIZES.includes(setup.size) ? SIZES : [...SIZES, setup.size].sort((one, other) => one - other))];
	const [above, bar, below] = parts;
	const progress = el('div', { class: 'progress' });
	const scroll = el('div', { class: 'scroll', at: { tabindex: -1 } }, table.element);
	const message = el('div', { class: 'notice', at: { role: 'status' } });
	scroll.append(message);

	const draw = () => {
		if (ended) return;
		for (const part of parts) part.draw();
		table.draw();
		progress.classList.toggle('busy', grid.loading);
		const told = notice(words, grid);
		message.hidden = told === null;
		message.replaceChildren(...(told ? [el('h2', {}, told.title), el('p', { class: 'quiet' }, told.text), ...(told.retry ? [button(words.texts.again, () => void grid.retry(), { class: 'primary' })] : [])] : []));
	};

	root.querySelector('main')?.replaceChildren(...[above?.element, bar?.element, progress, scroll, below?.element].filter((part) => part !== undefined));
	addEventListener('beforeunload', (event) => {
		if (!ended && !grid.ticks.untouched) event.preventDefault();
	});
	void grid.again(true);
}

/** What stands where rows would. */
function notice(words: Words, grid: Grid): (Notice & { readonly retry: boolean }) | null {
	const { failed, empty, emptyFiltered, loading } = words.texts;
	switch (grid.shown.kind) {
		case 'failed':
			return { ...failed, retry: true };
		case 'loading':
			return { title: loading, text: '', retry: false };
		case 'rows':
			if (grid.rows.length > 0) return null;
			return { ...(grid.filtered ? emptyFiltered : empty), retry: false };
	}
}
