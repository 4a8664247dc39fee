import { CONSENT_STATES } from '../../../../engine/review/grid/ConsentState';
import { COLUMN_TYPES, type GridColumn } from '../../../../engine/review/grid/gridColumns';
import { GRID_OPERATORS, operandsOf, type ColumnFilter, type GridCondition, type GridOperator } from '../../../../engine/review/grid/GridFilter';
import type { PageSetup } from '../protocol';
import { button, el, iconButton } from './dom';
import type { Words } from './Words';

/** Fields with which a person says what a column must fulfil. */
export interface ConditionEditor {
	readonly element: HTMLElement;
	/** What they say; null for nothing. */
	read(): ColumnFilter | null;
}

export function conditionEditor(setup: PageSetup, words: Words, column: GridColumn, known: ColumnFilter | undefined): ConditionEditor {
	return COLUMN_TYPES[column] === 'choice' ? choiceEditor(setup, words, column, known) : conditionsEditor(words, column, known);
}

function choiceEditor(setup: PageSetup, words: Words, column: GridColumn, known: ColumnFilter | undefined): ConditionEditor {
	const { kinds, consent, columns } = words.texts;
	const choices: (readonly [string, string])[] = column === 'kind' ? setup.kinds.map((kind) => [kind, kinds[kind]] as const) : CONSENT_STATES.map((state) => [state, consent[state]] as const);
	const chosen = new Set(known?.conditions[0]?.values);
	const boxes = choices.map(([value, label]) => ({ box: el('input', { at: { type: 'checkbox', value, checked: chosen.has(value) } }), label }));
	const element = el('fieldset', { class: 'choices' }, el('legend', { class: 'apart' }, columns[column]), ...boxes.map(({ box, label }) => el('label', {}, box, label)));
	return {
		element,
		read() {
			const values = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
			return values.length === 0 ? null : { column, match: 'any', conditions: [{ operator: 'isAnyOf', values }] };
		},
	};
}

interface Row {
	readonly element: HTMLElement;
	read(): GridCondition | null;
}

function conditionsEditor(words: Words, column: GridColumn, known: ColumnFilter | undefined): ConditionEditor {
	const { filter } = words.texts;
	const list = el('div', { class: 'conditions' });
	const rows: Row[] = [];
	const match = el('select', { at: { 'aria-label': filter.match } }, el('option', { at: { value: 'all' } }, filter.and), el('option', { at: { value: 'any', selected: known?.match === 'any' } }, filter.or));
	const joined = el('div', { class: 'joined' }, match);
	const add = button(filter.another, () => {
		put(undefined);
		rows.at(-1)?.element.querySelector('select')?.focus();
	}, { class: 'link' });
	const draw = () => {
		list.replaceChildren(...rows.flatMap((row, index) => (index === 1 ? [joined, row.element] : [row.element])));
		add.hidden = rows.length >= 5;
		for (const [index, row] of rows.entries()) {
			const remove = row.element.querySelector<HTMLButtonElement>('button.icon');
			if (!remove) continue;
			remove.hidden = rows.length === 1;
			remove.setAttribute('aria-label', words.fill(filter.removeCondition, { number: index + 1 }));
		}
	};
	const put = (condition: GridCondition | undefined) => {
		const row = conditionRow(words, column, condition, () => {
			rows.splice(rows.indexOf(row), 1);
			draw();
			rows[0]?.element.querySelector('select')?.focus();
		});
		rows.push(row);
		draw();
	};
	for (const condition of known?.conditions ?? [undefined]) put(condition);
	return {
		element: el('div', { class: 'conditions' }, list, add),
		read() {
			const conditions = rows.flatMap((row) => row.read() ?? []);
			return conditions.length === 0 ? null : { column, match: match.value === 'any' ? 'any' : 'all', conditions };
		},
	};
}

function conditionRow(words: Words, column: GridColumn, known: GridCondition | undefined, remove: () => void): Row {
	const { filter, operators } = words.texts;
	const type = COLUMN_TYPES[column];
	const offered = GRID_OPERATORS[type];
	const operator = el('select', { at: { 'aria-label': filter.operator } }, ...offered.map((one) => el('option', { at: { value: one, selected: one === known?.operator } }, operators[one])));
	const inputOf = (value: string | number | undefined) => el('input', { at: { type: type === 'day' ? 'date' : type === 'number' ? 'number' : 'text', step: type === 'number' ? 'any' : null, maxlength: 200, value: value ?? null, autocomplete: 'off' } });
	const [one, two] = [inputOf(known?.values[0]), inputOf(known?.values[1])];
	const second = el('label', { class: 'field' }, el('span', {}, filter.to), two);
	const firstLabel = el('span', {});
	const first = el('label', { class: 'field' }, firstLabel, one);
	const chosen = (): GridOperator => offered.find((each) => each === operator.value) ?? offered[0] ?? 'is';
	const draw = () => {
		const operands = operandsOf(chosen());
		first.hidden = operands === 'none';
		second.hidden = operands !== 'two';
		firstLabel.textContent = operands === 'two' ? filter.from : filter.value;
	};
	operator.addEventListener('change', draw);
	draw();
	return {
		element: el('div', { class: 'condition' }, el('label', { class: 'field' }, el('span', {}, filter.operator), operator), first, second, iconButton('remove', filter.removeCondition, remove)),
		read() {
			const values = [one, two].map((input) => (type === 'number' ? input.valueAsNumber : input.value.trim()));
			return conditionOf(chosen(), values);
		},
	};
}

/** Null where something is missing: a condition half filled in is none. */
function conditionOf(operator: GridOperator, given: readonly (string | number)[]): GridCondition | null {
	const present = (value: string | number | undefined): value is string | number => value !== undefined && value !== '' && !Number.isNaN(value);
	const [one, two] = given;
	switch (operandsOf(operator)) {
		case 'none':
			return { operator, values: [] };
		case 'two':
			if (!present(one) || !present(two)) return null;
			return { operator, values: one <= two ? [one, two] : [two, one] };
		case 'one':
		case 'some':
			return present(one) ? { operator, values: [one] } : null;
	}
}
