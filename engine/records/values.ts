import { DateTime } from 'luxon';

import { EngineError } from '../EngineError';
import { fold } from '../store/fold';
import type { SqlValue } from '../store/Transaction';
import type { Field, KindDefinition } from './catalogue/Field';
import { isIndexed } from './catalogue/tableShape';
import { optionValue } from './optionValue';

/** The longest text of each sort, in characters. An address of RFC 5321 has 254. */
export const MAX_EMAIL = 999;
export const MAX_TEXT = 100_000;
/** Names, cities, countries and external ids stand in indexes. */
export const MAX_INDEXED_TEXT = 500;
/** PostgreSQL's index rows hold 2,704 bytes; folding may lengthen a text. */
const MAX_INDEXED_BYTES = 2_500;
/** No character folds to more than 18 of three bytes. */
const SURELY_SHORT = 46;

const INTEGER = /^[+-]?\d{1,16}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_AND_TIME = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/;
/** From the year 1 to 9999, in UTC ms: what a date written as YYYY-MM-DD can name. */
const FIRST_INSTANT = -62_135_596_800_000;
const LAST_INSTANT = 253_402_300_799_999;

const TRUE_WORDS = new Set(['true', 'yes', '1', 'on']);
const FALSE_WORDS = new Set(['false', 'no', '0', 'off']);

/** How values are read. */
export interface ValueContext {
	/** IANA name, e.g. `Europe/Madrid`: for date and time without an offset. */
	readonly timeZone: string;
}

export const UTC: ValueContext = { timeZone: 'utc' };

/**
 * Checks a user's value against its field and answers it as the store holds it: texts trimmed and NULL where empty,
 * booleans 0 or 1, instants UTC ms, dates YYYY-MM-DD, options by their value, references by id.
 * `undefined` and `null` are NULL.
 * @throws EngineError that names kind, field and value and says what is accepted
 */
export function parseValue(kind: KindDefinition, field: Field, value: unknown, context: ValueContext = UTC): SqlValue {
	if (value === null || value === undefined) return null;
	if (typeof value === 'string' && value.trim() === '') return null;
	switch (field.type) {
		case 'text':
		case 'phone':
		case 'url':
		case 'email':
			return parseText(kind, field, value)?.trim() ?? null;
		case 'longText':
			return parseText(kind, field, value);
		case 'integer':
			return parseWhole(kind, field, value);
		case 'number':
			return parseNumeric(kind, field, value);
		case 'boolean':
			return parseFlag(kind, field, value);
		case 'date':
			return parseDay(kind, field, value, context);
		case 'instant':
			return parseInstant(kind, field, value, context);
		case 'option':
			return parseOption(kind, field, value);
		case 'reference':
			return parseReference(kind, field, value);
	}
}

const UNSTORABLE = /[\0\ud800-\udfff]/;

/** A text that every store can hold: without NUL characters and without halves of surrogate pairs. */
export function cleanText(text: string): string {
	// Whole pairs are found too; looking first is worth it, since nearly all texts have none.
	if (!UNSTORABLE.test(text)) return text;
	return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

/** @throws EngineError when a text is longer than its field takes */
export function checkLength(kind: KindDefinition, field: Field, text: string): void {
	if (text.length <= SURELY_SHORT) return;
	const indexed = field.storage.kind === 'column' && isIndexed(kind.table, field.storage.column);
	const limit = indexed ? MAX_INDEXED_TEXT : field.type === 'email' ? MAX_EMAIL : MAX_TEXT;
	if (text.length > limit) {
		throw refusal(kind, field, `${text.slice(0, 60)}…`, `has ${text.length} characters`, `Use at most ${limit}.`);
	}
	if (indexed && Buffer.byteLength(fold(text)) > MAX_INDEXED_BYTES) {
		throw refusal(kind, field, `${text.slice(0, 60)}…`, 'is too long', 'Shorten it.');
	}
}

function parseText(kind: KindDefinition, field: Field, value: unknown): string | null {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
		throw refusal(kind, field, value, 'is no text', 'Give a text or a number.');
	}
	const text = cleanText(String(value));
	checkLength(kind, field, text);
	return text.trim() === '' ? null : text;
}

function parseWhole(kind: KindDefinition, field: Field, value: unknown): number {
	const number = typeof value === 'string' && INTEGER.test(value.trim()) ? Number(value) : value;
	if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
	throw refusal(kind, field, value, 'is no whole number', 'Give a number such as 42.');
}

function parseNumeric(kind: KindDefinition, field: Field, value: unknown): number {
	const number = typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number;
	throw refusal(kind, field, value, 'is no number', 'Give a number with a decimal point, such as 1250.50.');
}

function parseFlag(kind: KindDefinition, field: Field, value: unknown): 0 | 1 {
	if (value === true || value === 1) return 1;
	if (value === false || value === 0) return 0;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (TRUE_WORDS.has(word)) return 1;
	if (FALSE_WORDS.has(word)) return 0;
	throw refusal(kind, field, value, 'is neither true nor false', 'Give true or false.');
}

function parseDay(kind: KindDefinition, field: Field, value: unknown, context: ValueContext): string {
	if (value instanceof Date && !Number.isNaN(value.getTime())) {
		const day = DateTime.fromJSDate(value, { zone: context.timeZone }).toISODate();
		if (day !== null) return day;
	}
	if (typeof value === 'string') {
		// Date pickers add a time: the day is the one that was written.
		const day = DAY_AND_TIME.exec(value.trim())?.[1] ?? value.trim();
		if (DAY.test(day) && DateTime.fromISO(day, { zone: 'utc' }).isValid && day >= '0001') return day;
	}
	throw refusal(kind, field, value, 'is no date', 'Give a day of the calendar as YYYY-MM-DD, such as 2025-03-31.');
}

function parseInstant(kind: KindDefinition, field: Field, value: unknown, context: ValueContext): number {
	const instant = toInstant(value, context);
	if (instant !== null && Number.isInteger(instant) && instant >= FIRST_INSTANT && instant <= LAST_INSTANT) return instant;
	throw refusal(
		kind,
		field,
		value,
		'is no date and time',
		'Give it as 2025-03-31T18:30:00+02:00; without an offset it is read in the workflow\'s time zone.',
	);
}

function toInstant(value: unknown, context: ValueContext): number | null {
	if (typeof value === 'number') return value;
	if (value instanceof Date) return value.getTime();
	if (typeof value !== 'string') return null;
	const text = value.trim();
	if (!DAY.test(text) && !DAY_AND_TIME.test(text)) return null;
	const parsed = DateTime.fromISO(text.replace(' ', 'T'), { zone: context.timeZone });
	return parsed.isValid ? parsed.toMillis() : null;
}

function parseOption(kind: KindDefinition, field: Field, value: unknown): string {
	if (typeof value === 'string') {
		const option = optionValue(field.options, value.trim());
		if (option !== null) return option;
	}
	throw refusal(kind, field, value, 'is not one of its options', `Use one of: ${field.options.map((option) => option.value).join(', ')}.`);
}

function parseReference(kind: KindDefinition, field: Field, value: unknown): number {
	const id = typeof value === 'string' && INTEGER.test(value.trim()) ? Number(value) : value;
	if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
	throw refusal(kind, field, value, 'is no record\'s id', `Give the id of a ${field.to ?? 'record'}, such as 42: CRM Record → Find shows it.`);
}

function refusal(kind: KindDefinition, field: Field, value: unknown, problem: string, wayOut: string): EngineError {
	return new EngineError('invalid-input', `${kind.label}, field "${field.name}" (${field.label}): ${show(value)} ${problem}.`, wayOut);
}

function show(value: unknown): string {
	const text = typeof value === 'string' ? `"${value}"` : typeof value === 'number' || typeof value === 'boolean' ? String(value) : inJson(value);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function inJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? `a ${typeof value}`;
	} catch {
		return `a ${typeof value}`;
	}
}
