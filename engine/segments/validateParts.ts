import { EngineError } from '../EngineError';
import { fold } from '../store/fold';

const MAX_TEXT = 10_000;
/** NUL, which PostgreSQL can't store, and halves of surrogate pairs. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

export function invalid(message: string, wayOut: string): EngineError {
	return new EngineError('invalid-input', message, wayOut);
}

/** A value of the wrong sort, told without showing more of it than fits a line. */
export function refuse(what: string, value: unknown, expected: string): EngineError {
	return invalid(`${what} is ${shown(value)}, which is not ${expected}.`, `Give ${expected}.`);
}

export function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
	if (isRecord(value)) return value;
	throw refuse(what, value, 'an object with named values');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A record's id, as number or in digits. */
export function idOf(value: unknown, what: string): number {
	const id = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;
	if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
	throw refuse(what, value, 'the id of a record (a whole number above 0)');
}

export function idOrNull(value: unknown, what: string): number | null {
	return value === undefined || value === null || value === '' ? null : idOf(value, what);
}

/** A text that can be compared with: empty ones would match everything, or nothing, by mistake. */
export function textOf(value: unknown, what: string): string {
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text !== 'string') throw refuse(what, value, 'a text');
	if (text.trim() === '' || fold(text) === '') {
		throw invalid(`${what} is empty.`, 'Give a text; to find what is empty use Is Empty. An expression that finds nothing gives an empty text.');
	}
	if (text.length > MAX_TEXT) throw invalid(`${what} has ${text.length} characters; ${MAX_TEXT} are the most.`, 'Give a shorter text.');
	if (UNSTORABLE.test(text)) throw invalid(`${what} holds characters that no record can hold.`, 'Remove them.');
	return text;
}

/** A number, also written in digits with a point. */
export function numberOf(value: unknown, what: string): number {
	const number = typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(value) ? Number(value) : value;
	if (typeof number === 'number' && Number.isFinite(number)) return number === 0 ? 0 : number;
	throw refuse(what, value, 'a number');
}

export function integerOf(value: unknown, what: string): number {
	const number = numberOf(value, what);
	if (Number.isSafeInteger(number)) return number;
	throw refuse(what, value, 'a whole number');
}

function shown(value: unknown): string {
	if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === null || value === undefined) return 'missing';
	return Array.isArray(value) ? 'a list' : `of type ${typeof value}`;
}
