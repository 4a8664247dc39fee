import { createTableStatements, type TableDefinition } from '../tables';
import { campaignTables0001 } from './0001-campaigns';
import { tables0001 } from './0001-records';

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

/** In order. What has been released is never edited: a change is a further migration. */
export const MIGRATIONS: readonly Migration[] = [creating(1, { ...tables0001, ...campaignTables0001 })];

export const SCHEMA_VERSION = Math.max(...MIGRATIONS.map((migration) => migration.version));

export const TABLE_NAMES: readonly string[] = Object.keys({ ...tables0001, ...campaignTables0001 });
