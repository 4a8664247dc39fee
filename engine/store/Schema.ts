import type { campaignTables0001 } from './migrations/0001-campaigns';
import type { eventTables0001, intakeTables0001 } from './migrations/0001-events';
import type { jobTables0001 } from './migrations/0001-jobs';
import type { tables0001 } from './migrations/0001-records';
import type { reviewTables0001 } from './migrations/0001-reviews';
import type { ColumnKinds, TableDefinition, TableRow } from './tables';

type Rows<Tables> = {
	[Name in keyof Tables]: Tables[Name] extends TableDefinition<infer Columns extends ColumnKinds> ? TableRow<Columns> : never;
};

/** The store's tables as the migrations leave them, for the query compiler's types. */
export type Schema = Rows<typeof tables0001> & Rows<typeof campaignTables0001> & Rows<typeof eventTables0001> & Rows<typeof jobTables0001> & Rows<typeof reviewTables0001> & Rows<typeof intakeTables0001>;
