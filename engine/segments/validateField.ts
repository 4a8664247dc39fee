import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import type { Kind } from '../records/kinds';
import { optionValue } from '../records/optionValue';
import type { Condition, Operator } from './Criteria';
import { operatorsOf } from './operators';
import { resolveDay } from './relativeDates';
import { idOf, integerOf, invalid, numberOf, textOf } from './validateParts';

const MAX_VALUES = 10_000;
/** Whether a text is a day does not depend on when it is asked. */
const ANY_CLOCK = { now: 0, timeZone: 'utc' };
/** The first, middle and last day of the months of two years. */
const MOMENTS = Array.from({ length: 24 }, (_, month) => [1, 15, 0].map((day) => ({ now: Date.UTC(2024, day === 0 ? month + 1 : month, day, 12), timeZone: 'utc' }))).flat();

/** A field condition in its normal form: values of the field's own type, no value where none is taken. */
export function validateField(catalogue: Catalogue, kind: Kind, node: Readonly<Record<string, unknown>>, where: string): Condition {
	const name = node['field'];
	if (typeof name !== 'string') throw invalid(`${where}: no field is given.`, 'Choose a field.');
	const field = catalogue.findField(kind, name);
	if (!field) {
		const names = catalogue.kind(kind).fields.map((known) => known.name).join(', ');
		throw invalid(
			`${where}: ${catalogue.kind(kind).labelPlural.toLowerCase()} have no field "${name.slice(0, 60)}".`,
			`Choose one of: ${names}. A field of your own is added with CRM Record → Custom Field → Create.`,
		);
	}
	const operators = operatorsOf(field);
	const choice = operators.find((known) => known.value === node['operator']);
	if (!choice) {
		const given = node['operator'];
		throw invalid(
			`${where}: the field "${field.label}" has no operator ${typeof given === 'string' ? `"${given.slice(0, 60)}"` : 'of this sort'}.`,
			`Use one of: ${operators.map((known) => known.value).join(', ')}.`,
		);
	}
	const operator = choice.value;
	const what = `${where}: the value for "${field.label}"`;
	const given = node['value'];
	switch (choice.operand) {
		case 'none':
			return { type: 'field', field: name, operator };
		case 'value':
			return { type: 'field', field: name, operator, value: valueOf(field, operator, given, what) };
		case 'day':
			return { type: 'field', field: name, operator, value: dayOf(given, what) };
		case 'values': {
			const values = listOf(given, what).map((value) => valueOf(field, operator, value, what));
			return { type: 'field', field: name, operator, value: [...new Set(values)] };
		}
		case 'pair':
			return { type: 'field', field: name, operator, value: pairOf(field, operator, given, what) };
	}
}

/** One value of the field's type; days are read elsewhere. */
function valueOf(field: Field, operator: Operator, value: unknown, what: string): string | number {
	switch (field.type) {
		case 'integer':
			return integerOf(value, what);
		case 'number':
			return numberOf(value, what);
		case 'reference':
			return idOrName(value, what);
		case 'date':
		case 'instant':
			return dayOf(value, what);
		case 'option':
			return optionOf(field, operator, textOf(value, what), what);
		case 'text':
		case 'longText':
		case 'email':
		case 'phone':
		case 'url':
		case 'boolean':
			return textOf(value, what);
	}
}

/** A record's id, or its name: which one that is, is found out when the search begins. */
function idOrName(value: unknown, what: string): string | number {
	const isName = typeof value === 'string' && !/^\s*[+-]?\d*\s*$/.test(value);
	return isName ? textOf(value, what).trim() : idOf(value, what);
}

/** By value or label. A list that the engine keeps is closed; one that users may extend is not. */
function optionOf(field: Field, operator: Operator, value: string, what: string): string {
	const closed = field.storage.kind === 'column' && !field.storage.folded;
	const whole = closed || operator === 'is' || operator === 'isNot' || operator === 'isAnyOf' || operator === 'isNoneOf';
	const known = whole ? optionValue(field.options, value) : null;
	if (known !== null || !closed) return known ?? value;
	throw invalid(`${what} is "${value.slice(0, 60)}", which it never is.`, `Use one of: ${field.options.map((option) => option.label).join(', ')}.`);
}

function dayOf(value: unknown, what: string): string {
	const day = textOf(value, what);
	try {
		resolveDay(day, ANY_CLOCK);
	} catch {
		throw invalid(
			`${what} is "${day.slice(0, 60)}", which is no day.`,
			'Write a day as 2026-05-31, or relative to now: today, today-7d, today+2w, today-1m, today+1y, start of week, start of month, start of year.',
		);
	}
	return day;
}

function pairOf(field: Field, operator: Operator, value: unknown, what: string): (string | number)[] {
	const pair = listOf(value, what).map((one) => valueOf(field, operator, one, what));
	const [from, until] = pair;
	if (from === undefined || until === undefined || pair.length !== 2) throw invalid(`${what} has ${pair.length} parts.`, 'Give two: from and to, both included.');
	if (typeof from === 'number' && typeof until === 'number' && from > until) {
		throw invalid(`${what} runs from ${from} down to ${until}.`, 'Give the smaller one first.');
	}
	if (typeof from === 'string' && typeof until === 'string' && isNeverInOrder(from, until)) {
		throw invalid(`${what} runs from ${from} back to ${until}.`, 'Give the earlier day first, such as today-7d, today.');
	}
	return pair;
}

/**
 * Whether a pair of days finds nothing, whenever it is asked. Of a day of the calendar and one relative to now that
 * depends on the date, and so it may of two that are relative: "start of month, today-7d".
 */
export function isNeverInOrder(from: string, until: string): boolean {
	const [first, last] = [from, until].map((day) => MOMENTS.map((clock) => resolveDay(day, clock)));
	const isFixed = (days: readonly string[] = []) => new Set(days).size === 1;
	return isFixed(first) === isFixed(last) && (first ?? []).every((day, index) => day > (last?.[index] ?? day));
}

function listOf(value: unknown, what: string): readonly unknown[] {
	if (!Array.isArray(value) || value.length === 0) throw invalid(`${what} is no list, or an empty one.`, 'Give a list with at least one value.');
	if (value.length > MAX_VALUES) throw invalid(`${what} is a list of ${value.length}; ${MAX_VALUES} are the most.`, 'Mark the records by a field or a campaign, and search by that.');
	return value;
}
