import type { SettingValue } from '../../records/settings';
import type { ReadRange } from './SuppressionService';

/** How far a list of a service has been read. Instants in UTC ms. */
export interface Cursor {
	/** All that was on it by then has been stored; null: it was never read to its end. */
	readonly doneUntil: number | null;
	/** A reading that was broken off goes on here. */
	readonly reading: ReadRange | null;
}

export const NEVER_READ: Cursor = { doneUntil: null, reading: null };

/** What was read once is read again for so long (ms): services put things on their lists late, and clocks differ. */
const OVERLAP = 86_400_000;

/** What is to be read next. */
export function rangeFrom(cursor: Cursor, now: number): ReadRange {
	return cursor.reading ?? { since: cursor.doneUntil === null ? null : cursor.doneUntil - OVERLAP, until: now, from: 0 };
}

/** Where the list stands once a page of that range has been stored. */
export function afterPage(cursor: Cursor, range: ReadRange, next: number | null): Cursor {
	return next === null ? { doneUntil: range.until, reading: null } : { doneUntil: cursor.doneUntil, reading: { ...range, from: next } };
}

/** The setting that keeps a list's cursor. */
export function cursorName(account: string, list: string): string {
	return `sweep.${account}.${list}`;
}

export function cursorValue({ doneUntil, reading }: Cursor): SettingValue {
	return { doneUntil, reading: reading === null ? null : { since: reading.since, until: reading.until, from: reading.from } };
}

/** What can't be read counts as never read: the sweep begins anew, which does no harm. */
export function readCursor(value: SettingValue): Cursor {
	if (!isObject(value)) return NEVER_READ;
	const { reading } = value;
	const doneUntil = instant(value['doneUntil']);
	if (!isObject(reading)) return { doneUntil, reading: null };
	const until = instant(reading['until']);
	const from = instant(reading['from']);
	return { doneUntil, reading: until === null || from === null ? null : { since: instant(reading['since']), until, from } };
}

function isObject(value: SettingValue | undefined): value is { readonly [key: string]: SettingValue } {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function instant(value: SettingValue | undefined): number | null {
	return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}
