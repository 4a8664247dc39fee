import { sql, type RawBuilder } from 'kysely';

import { all, first, type SqlValue, type Steps, type Tx } from './Transaction';

/** What rows are counted by: one to nine expressions. Rows whose first one is NULL do not count. */
export type TallyKey = readonly RawBuilder<unknown>[];

/** How many rows have a key. */
export interface Tallied {
	readonly key: readonly SqlValue[];
	readonly count: number;
}

/**
 * Counts the rows of a FROM clause by several keys at once, reading them once: what a GROUP BY for each would say.
 * For few keys of many rows; the answer holds every key there is.
 * @param from what follows FROM, with its WHERE
 */
export function* tally(tx: Tx, from: RawBuilder<unknown>, keys: readonly TallyKey[]): Steps<Tallied[][]> {
	return tx.dialect.name === 'sqlite' ? yield* tallyByMaps(tx, from, keys) : yield* tallyByGroupingSets(tx, from, keys);
}

/** See `addTally`. */
function* tallyByMaps(tx: Tx, from: RawBuilder<unknown>, keys: readonly TallyKey[]): Steps<Tallied[][]> {
	const shape = sql.lit(Number(keys.map((parts) => parts.length).join('')));
	const row = yield* first(tx, sql<{ counts: string }>`SELECT tally(${sql.join([shape, ...keys.flat()])}) AS counts FROM ${from}`);
	const lists = JSON.parse(row?.counts ?? '[]') as SqlValue[][];
	return keys.map((parts, index) => readCounts(lists[index] ?? [], parts.length));
}

function readCounts(list: readonly SqlValue[], parts: number): Tallied[] {
	const counts: Tallied[] = [];
	for (let at = 0; at < list.length; at += parts + 1) counts.push({ key: list.slice(at, at + parts), count: Number(list[at + parts]) });
	return counts;
}

/** PostgreSQL hashes all of them in one pass. What does not count has no key, so that it makes no groups. */
function* tallyByGroupingSets(tx: Tx, from: RawBuilder<unknown>, keys: readonly TallyKey[]): Steps<Tallied[][]> {
	const names = keys.map((parts, index) => parts.map((_, part) => `k${index}_${part}`));
	const columns = keys.flatMap((parts, index) =>
		parts.map((part, at) => {
			const value = at === 0 ? part : sql`CASE WHEN ${parts[0]} IS NOT NULL THEN ${part} END`;
			return sql`${value} AS ${sql.ref(names[index]?.[at] ?? '')}`;
		}),
	);
	const refs = names.map((parts) => parts.map((name) => sql.ref(name)));
	const rows = yield* all(
		tx,
		sql<Record<string, SqlValue>>`SELECT ${sql.join(refs.map(([begin], index) => sql`GROUPING(${begin}) AS ${sql.ref(`g${index}`)}`))}, ${sql.join(refs.flat())}, COUNT(*) AS count
			FROM (SELECT ${sql.join(columns)} FROM ${from}) AS s GROUP BY GROUPING SETS (${sql.join(refs.map((parts) => sql`(${sql.join(parts)})`))})`,
	);
	return names.map((parts, index) =>
		rows
			.filter((row) => row[`g${index}`] === 0 && row[parts[0] ?? ''] !== null)
			.map((row) => ({ key: parts.map((name) => row[name] ?? null), count: Number(row['count']) })),
	);
}
