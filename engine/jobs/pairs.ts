import { sql, type RawBuilder } from 'kysely';

import { kindCode, type Kind } from '../records/kinds';
import { refersTo } from '../records/related';
import { first, type Steps, type Tx } from '../store/Transaction';
import { isOpen, RELATIONS, type Way } from './ways';

/** A record that a way leads to, and the selected one it starts from: a column each. */
export interface Pair {
	readonly record_id: number;
	readonly source_id: number;
}

/** How far a way has been gone. */
export interface Place {
	/** Selected records through this id are done. */
	readonly afterId: number;
	/** How many selected records the next step takes. */
	readonly rows: number;
	/** One on which more hangs than a step takes: it is gone through in parts, by the id of what hangs on it. */
	readonly within: { readonly member: number; readonly afterLink: number } | null;
}

export const FIRST_PLACE: Place = { afterId: 0, rows: 50, within: null };

/** What a step reaches at most; ten thousand rows take some 30 ms to be written down. */
const MOST_LINKS = 10_000;
/** Of contacts, on each of which more may hang. */
const MOST_CONTACTS = 2_500;
const MOST_ROWS = 10_000;

export interface NextPairs {
	/** A subquery in parentheses, columns as in `Pair`. */
	readonly pairs: RawBuilder<Pair>;
	/** Null: the way has been gone to its end. */
	readonly next: Place | null;
}

/**
 * The next records that a way leads to. What a step reaches is looked at before: a company on which a million records
 * hang is as little trouble as a million people of their own.
 */
export function* nextPairs(tx: Tx, selectionId: number, way: Way, from: Place): Steps<NextPairs | null> {
	let place = from;
	for (;;) {
		if (place.within) return yield* partOfMember(tx, way, place, place.within);
		const window = yield* memberWindow(tx, selectionId, way, place);
		if (window === null) return null;
		const { count, throughId } = window;
		const members = sql`(SELECT record_id FROM selection_member WHERE ${membersOf(selectionId, way)} AND record_id > ${place.afterId} AND record_id <= ${throughId})`;
		if (way.by === 'itself') {
			return { pairs: sql<Pair>`(SELECT m.record_id, m.record_id AS source_id FROM ${members} AS m)`, next: { ...place, afterId: throughId, rows: MOST_ROWS } };
		}
		const links = yield* first(tx, sql<{ count: number }>`SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM ${linked(tx, way, members)} LIMIT ${most(way) + 1}) AS c`);
		const found = links?.count ?? 0;
		if (found > most(way)) {
			place = count === 1 ? { ...place, within: { member: throughId, afterLink: 0 } } : { ...place, rows: Math.max(1, Math.floor(count / 4)) };
			continue;
		}
		const rows = found < most(way) / 8 ? Math.min(place.rows * 4, MOST_ROWS) : place.rows;
		return { pairs: pairsOf(tx, way, linked(tx, way, members)), next: { afterId: throughId, rows, within: null } };
	}
}

function* partOfMember(tx: Tx, way: Way, place: Place, { member, afterLink }: NonNullable<Place['within']>): Steps<NextPairs> {
	const one = sql`(SELECT ${tx.dialect.integer(member)} AS record_id)`;
	const beyond = sql`${linked(tx, way, one)} WHERE l.id > ${afterLink}`;
	const part = yield* first(
		tx,
		sql<{ count: number; through: number | null }>`SELECT COUNT(*) AS count, MAX(p.id) AS through FROM (SELECT l.id FROM ${beyond} ORDER BY l.id LIMIT ${most(way)}) AS p`,
	);
	const through = part?.through ?? afterLink;
	const more = (part?.count ?? 0) === most(way);
	return {
		pairs: pairsOf(tx, way, linked(tx, way, one), sql`WHERE l.id > ${afterLink} AND l.id <= ${through}`),
		next: more ? { ...place, within: { member, afterLink: through } } : { afterId: member, rows: 1, within: null },
	};
}

/** Members `m` with what hangs on them, `l`: what is reached, or the contacts it is reached through. */
function linked(tx: Tx, way: Way, members: RawBuilder<unknown>): RawBuilder<unknown> {
	const link: Kind = way.by === 'contact' ? 'contact' : way.to;
	return sql`${members} AS m ${tx.dialect.joinEach} ${sql.table(link)} AS l ON ${refersTo(RELATIONS, link, way.from, sql.ref('m.record_id'), 'l')}`;
}

function pairsOf(tx: Tx, way: Way, links: RawBuilder<unknown>, where: RawBuilder<unknown> = sql`WHERE 1 = 1`): RawBuilder<Pair> {
	if (way.by !== 'contact') {
		return sql<Pair>`(SELECT l.id AS record_id, m.record_id AS source_id FROM ${links} ${where} ${way.onlyOpen ? sql`AND ${isOpen(way.to, 'l')}` : sql``})`;
	}
	return sql<Pair>`(SELECT r.id AS record_id, m.record_id AS source_id FROM ${links}
		${tx.dialect.joinEach} ${sql.table(way.to)} AS r ON ${refersTo(RELATIONS, way.to, 'contact', sql.ref('l.id'))}
		${where} ${way.onlyOpen ? sql`AND ${isOpen(way.to, 'r')}` : sql``})`;
}

function most(way: Way): number {
	return way.by === 'contact' ? MOST_CONTACTS : MOST_LINKS;
}

function* memberWindow(tx: Tx, selectionId: number, way: Way, place: Place): Steps<{ count: number; throughId: number } | null> {
	const rows = way.by === 'itself' ? MOST_ROWS : place.rows;
	const window = yield* first(
		tx,
		sql<{ count: number; through: number | null }>`SELECT COUNT(*) AS count, MAX(record_id) AS through FROM (
			SELECT record_id FROM selection_member WHERE ${membersOf(selectionId, way)} AND record_id > ${place.afterId} ORDER BY record_id LIMIT ${rows}) AS w`,
	);
	return window && window.through !== null ? { count: window.count, throughId: window.through } : null;
}

function membersOf(selectionId: number, way: Way): RawBuilder<unknown> {
	return sql`selection_id = ${selectionId} AND kind = ${kindCode(way.from)}`;
}
