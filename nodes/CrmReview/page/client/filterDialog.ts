import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { ColumnFilter } from '../../../../engine/review/grid/GridFilter';
import type { PageSetup } from '../protocol';
import { conditionEditor, type ConditionEditor } from './conditionEditor';
import { button, el } from './dom';
import type { Words } from './Words';

export interface FilterDialogAsked {
	/** Null: the person chooses one. */
	readonly column: GridColumn | null;
	readonly known: ReadonlyMap<GridColumn, ColumnFilter>;
	/** Null: the column is not to be filtered any more. */
	readonly done: (column: GridColumn, filter: ColumnFilter | null) => void;
}

/** Asks what a column must fulfil. */
export function openFilterDialog(setup: PageSetup, words: Words, { column, known, done }: FilterDialogAsked): void {
	const { filter, cancel, columns } = words.texts;
	const free = setup.columns.filter((one) => !known.has(one));
	const choose = el('select', {}, ...setup.columns.map((one) => el('option', { at: { value: one, selected: one === (free.includes('city') ? 'city' : free[0]) } }, columns[one])));
	const chosen = (): GridColumn => column ?? setup.columns.find((one) => one === choose.value) ?? 'name';
	let editor: ConditionEditor;
	const place = el('div', {});
	const remove = button(filter.remove, () => close(null));
	const draw = () => {
		editor = conditionEditor(setup, words, chosen(), known.get(chosen()));
		place.replaceChildren(editor.element);
		remove.hidden = !known.has(chosen());
	};
	choose.addEventListener('change', draw);
	draw();
	const title = column === null ? filter.add : words.fill(filter.of, { column: columns[column] });
	const dialog = el(
		'dialog',
		{ at: { 'aria-labelledby': 'filter-title' }, on: { close: () => dialog.remove() } },
		el('h2', { at: { id: 'filter-title' } }, title),
		el(
			'form',
			{ on: { submit: (event) => { event.preventDefault(); close(editor.read()); } } },
			column === null && el('label', { class: 'field' }, el('span', {}, filter.column), choose),
			place,
			el('div', { class: 'buttons' }, remove, button(cancel, () => dialog.close()), el('button', { class: 'primary', at: { type: 'submit' } }, filter.apply)),
		),
	);
	const close = (result: ColumnFilter | null) => {
		const about = chosen();
		dialog.close();
		done(about, result);
	};
	document.body.append(dialog);
	dialog.showModal();
	(place.querySelector<HTMLElement>('input') ?? choose).focus();
}
