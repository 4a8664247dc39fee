import type { Store } from '../../engine/store/Store';
import type { SqlValue } from '../../engine/store/Transaction';
import { query } from './rows';

/** Every row of every table, in a fixed order: what is the same before and after was not touched. For small stores. */
export async function wholeStore(store: Store): Promise<Record<string, Record<string, SqlValue>[]>> {
	const names =
		store.dialect === 'sqlite'
			? `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY 1`
			: `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1`;
	const tables: Record<string, Record<string, SqlValue>[]> = {};
	for (const { name } of await query(store, names)) {
		const rows = await query(store, `SELECT * FROM "${String(name)}"`);
		tables[String(name)] = rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
	}
	return tables;
}
