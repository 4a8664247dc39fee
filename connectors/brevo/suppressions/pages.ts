import { EngineError } from '../../../engine/EngineError';
import { isObject, type JsonObject, objectsIn } from '../../http/json';
import type { BrevoApi } from '../BrevoApi';

/** Some rows, and where to go on: a run that breaks off is taken up there. */
export interface Page<T> {
	readonly rows: readonly T[];
	/** Offset of the next page; null: this was the last. */
	readonly next: number | null;
}

/** A list that Brevo gives out in pages. */
export interface PagedList {
	readonly path: string;
	/** The key of the rows in an answer; missing where there are none. */
	readonly rows: string;
	/** The most rows a page may have. */
	readonly limit: number;
	readonly query: Readonly<Record<string, string | number | undefined>>;
	/** What is read, to be read after "could not". */
	readonly what: string;
}

/**
 * Pages of a list from an offset on, oldest rows first: what is added meanwhile comes at the end and moves nothing.
 * @throws EngineError; with the offset of the last page's `next` it goes on where it was
 */
export async function* pagesOf(api: BrevoApi, list: PagedList, from: number): AsyncGenerator<Page<JsonObject>> {
	for (let offset: number | null = from; offset !== null; ) {
		const body = await api.demand({ method: 'GET', path: list.path, query: { ...list.query, limit: list.limit, offset, sort: 'asc' }, repeatable: true }, list.what);
		if (!isObject(body)) throw new EngineError('unavailable', `Brevo’s answer could not be read: it was to ${list.what}.`, 'Try again in some minutes.');
		const rows = objectsIn(body[list.rows]);
		const next: number = offset + rows.length;
		const { count } = body;
		const isLast = rows.length === 0 || (typeof count === 'number' ? next >= count : rows.length < list.limit);
		offset = isLast ? null : next;
		yield { rows, next: offset };
	}
}
