import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';

/** A parameter that holds an object, or an empty one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A fixedCollection's rows of one kind. */
export function rowsOf(value: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
	const rows = objectOf(value)[name];
	return Array.isArray(rows) ? rows.map(objectOf) : [];
}

/** Empty text counts as nothing. A date that an expression gave is its ISO text. */
export function textOf(value: unknown): string | null {
	if (typeof value === 'number') return String(value);
	if (isDate(value)) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
	if (isLuxonDate(value)) return value.toISO() ?? 'Invalid DateTime';
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Whether a parameter was left empty; anything else that can't be read is an error, never "now". */
export function isNothing(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** A parameter's text, trimmed; empty where there is none. */
export function textParameter(context: IExecuteFunctions, name: string, itemIndex: number = 0): string {
	return textOf(context.getNodeParameter(name, itemIndex, '')) ?? '';
}

/** Also one made where expressions run, which has another `Date`. */
function isDate(value: unknown): value is Date {
	return Object.prototype.toString.call(value) === '[object Date]';
}

/** What `$now` gives: n8n turns it into text only inside collections. */
function isLuxonDate(value: unknown): value is { toISO(): string | null } {
	return typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && value.isLuxonDateTime === true && 'toISO' in value && typeof value.toISO === 'function';
}

/**
 * The id in a resource locator, or null where nothing is chosen.
 * @throws EngineError for what is no id
 */
export function idOf(value: unknown, label: string): number | null {
	const raw = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
	const text = textOf(raw);
	if (text === null) return null;
	const id = Number(text);
	if (Number.isSafeInteger(id) && id > 0) return id;
	throw new EngineError('invalid-input', `${label}: "${text}" is no ID.`, `Choose one from the list, or give its ID, a number.`);
}

/** @throws EngineError where nothing is chosen */
export function requiredId(value: unknown, label: string): number {
	const id = idOf(value, label);
	if (id !== null) return id;
	throw new EngineError('invalid-input', `No ${label} is chosen.`, `Choose one under ${label}.`);
}

/**
 * A number between two bounds, or null where nothing is given.
 * @throws EngineError for what is no number, or beyond the bounds
 */
export function numberOf(value: unknown, label: string, { least, most = Infinity }: { readonly least: number; readonly most?: number }): number | null {
	if (value === undefined || value === null || value === '') return null;
	const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
	if (number >= least && number <= most) return number;
	const range = most === Infinity ? `${least} or more` : `${least} to ${most}`;
	throw new EngineError('invalid-input', `${label}: ${textOf(value) ?? 'this'} is not possible.`, `Give a number, ${range}.`);
}

/**
 * UTC ms of a date-time parameter, read in the workflow's time zone where it names none; null where empty.
 * @throws EngineError for what is no date
 */
export function instantOf(context: IExecuteFunctions, value: unknown, label: string, parse: (text: string, timeZone: string) => number | null): number | null {
	if (isNothing(value)) return null;
	const text = textOf(value) ?? typeof value;
	const instant = parse(text, context.getTimezone());
	if (instant !== null) return instant;
	throw new EngineError('invalid-input', `${label}: "${text}" is no date and time.`, 'Write it as 2026-11-30T09:00, or pick it in the calendar.');
}
