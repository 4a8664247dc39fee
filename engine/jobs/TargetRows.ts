import { sql, type RawBuilder } from 'kysely';

import type { PartSql } from '../records/fieldColumns';
import type { JobTarget } from './checkSettings';

/** Records of one kind and what is to be written into the field of each. */
export interface TargetRows extends JobTarget {
	/** A subquery in parentheses, called `v` where it is used: `record_id`, `problem`, `empty`, and a column for each part. */
	readonly rows: RawBuilder<unknown>;
	/** Where a statement over `rows` finds the parts of the value: a parameter, or a column of `v`. */
	readonly part: PartSql;
	/** Per row, over `v`: why it is refused, NULL where it is not. */
	readonly problem: RawBuilder<string | null>;
	/** Per row, over `v`: 1 where there is nothing to copy. */
	readonly empty: RawBuilder<number>;
}

/** The same value for all: the rows need no columns but their id. */
export function sameForAll(target: JobTarget, rows: RawBuilder<unknown>, part: PartSql): TargetRows {
	return { ...target, rows, part, problem: sql<string | null>`NULL`, empty: sql<number>`0` };
}
