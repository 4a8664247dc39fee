import { EngineError } from '../EngineError';
import type { JsonValue, RecordJson } from './RecordJson';

/** A row of related data that is no record: a member with its figures, an event of a message. */
export type RelatedRow = Readonly<Record<string, JsonValue>>;

export interface RelatedPage {
	readonly rows: readonly (RecordJson | RelatedRow)[];
	/** Where the next page starts; null when this was the last. */
	readonly next: string | null;
}

/** A page of rows of which one more than asked for was read. */
export function pageOf<Row>(
	rows: readonly Row[],
	limit: number,
	cursor: (row: Row) => string,
	toJson: (row: Row) => RecordJson | RelatedRow,
): RelatedPage {
	const shown = rows.slice(0, limit);
	const last = shown.at(-1);
	return { rows: shown.map(toJson), next: rows.length > limit && last !== undefined ? cursor(last) : null };
}

/** The numbers of a cursor; zeros for the first page. @throws EngineError for a cursor that no page gave */
export function readCursor(after: string | null, parts: number): number[] {
	const numbers = after === null ? Array.from({ length: parts }, () => 0) : after.split('.').map(Number);
	if (numbers.length === parts && numbers.every((part) => Number.isSafeInteger(part) && part >= 0)) return numbers;
	throw new EngineError('invalid-input', `"${after}" is no place to go on from.`, 'Give what "next" of the page before said, or nothing.');
}
