import { sql, type RawBuilder } from 'kysely';

import { atom, type Formula } from './Formula';

/** Text that starts with `prefix`, as a range in binary order: an index over the column is used. */
export function startsWith(stored: RawBuilder<unknown>, prefix: string): Formula {
	const end = successor(prefix);
	return end === null ? atom(sql`${stored} >= ${prefix}`) : atom(sql`${stored} >= ${prefix} AND ${stored} < ${end}`);
}

/** The least text beyond all that start with `prefix`; NULL where there is none. */
export function successor(prefix: string): string | null {
	const points = [...prefix].map((character) => character.codePointAt(0) ?? 0);
	for (let last = points.pop(); last !== undefined; last = points.pop()) {
		if (last === 0x10ffff) continue;
		// The halves of surrogate pairs are no characters of their own.
		const next = last === 0xd7ff ? 0xe000 : last + 1;
		return String.fromCodePoint(...points, next);
	}
	return null;
}
