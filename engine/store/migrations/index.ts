import { createTableStatements, type TableDefinition } from '../tables';
import { campaignTables0001 } from './0001-campaigns';
import { eventTables0001, intakeTables0001 } from './0001-events';
import { jobTables0001 } from './0001-jobs';
import { tables0001 } from './0001-records';
import { reviewTables0001 } from './0001-reviews';

/** One step of the schema. Expand-only within a major version: an older process can go on with a newer schema's tables. */
export interface Migration {
	readonly version: number;
	statements(dialect: 'sqlite' | 'postgres'): string[];
}

function creating(version: number, tables: Readonly<Record<string, TableDefinition>>): Migration {
	return {
		version,
		statements: (dialect) =>
			Object.entries(tables).flatMap(([name, definition]) => createTableStatements(dialect, name, definition)),
	};
}

/** Filters that a new store comes with. */
function shippedFilters(dialect: 'sqlite' | 'postgres'): string[] {
	const now = dialect === 'sqlite' ? `CAST(unixepoch('subsec') * 1000 AS INTEGER)` : `(extract(epoch FROM now()) * 1000)::bigint`;
	const badAddresses = { tabs: [{ kind: 'message', condition: { type: 'field', field: 'reason_class', operator: 'is', value: 'address' } }] };
	return [
		`INSERT INTO saved_filter (name, name_f, kind, definition, created_at, updated_at)
			VALUES ('Bad addresses', 'bad addresses', 4, '${JSON.stringify(badAddresses)}', ${now}, ${now})`,
	];
}

/** Which of a project's databases: PostgreSQL keeps both in one, SQLite the intake in a file beside the store. */
export type Part = 'store' | 'intake';

const FIRST = creating(1, { ...tables0001, ...campaignTables0001, ...eventTables0001, ...jobTables0001, ...reviewTables0001 });
const INTAKE = creating(1, intakeTables0001);
const INTAKE_FILE = creating(1, { store_meta: tables0001.store_meta, ...intakeTables0001 });

/** In order. What has been released is never edited: a change is a further migration. */
export const MIGRATIONS: Readonly<Record<Part, readonly Migration[]>> = {
	store: [
		{
			version: 1,
			statements: (dialect) => [...FIRST.statements(dialect), ...(dialect === 'postgres' ? INTAKE.statements(dialect) : []), ...shippedFilters(dialect)],
		},
	],
	intake: [INTAKE_FILE],
};

export const SCHEMA_VERSION: Readonly<Record<Part, number>> = { store: latest(MIGRATIONS.store), intake: latest(MIGRATIONS.intake) };

function latest(migrations: readonly Migration[]): number {
	return Math.max(...migrations.map((migration) => migration.version));
}

export const TABLE_NAMES: readonly string[] = Object.keys({ ...tables0001, ...campaignTables0001, ...eventTables0001, ...jobTables0001, ...reviewTables0001, ...intakeTables0001 });
