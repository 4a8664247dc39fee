import { emptiedColumns } from '../../../engine/consent/anonymise';
import { PERSON_TABLES } from '../../../engine/consent/personTables';
import { columnsOf } from '../../../engine/records/catalogue/tableShape';
import type { Store } from '../../../engine/store/Store';
import { query } from '../../support/rows';
import { describeStores } from '../../support/stores';

/** What a table that holds nothing of people has no column of. */
const PERSONAL = new Set([
	'contact_id', 'lead_id', 'recipient_id', 'record_id', 'source_id', 'message_id', 'address', 'address_key', 'email', 'email_key', 'email_f', 'phone', 'first_name', 'last_name', 'remote_id',
]);

async function tablesOf(store: Store): Promise<Map<string, string[]>> {
	const names =
		store.dialect === 'sqlite'
			? `SELECT m.name AS table_name, c.name AS column_name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`
			: `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`;
	const tables = new Map<string, string[]>();
	for (const row of await query(store, names)) {
		const table = String(row.table_name);
		tables.set(table, [...(tables.get(table) ?? []), String(row.column_name)]);
	}
	return tables;
}

describeStores('what each table holds of people', (newStore) => {
	let tables: Map<string, string[]>;
	beforeAll(async () => {
		tables = await tablesOf(await newStore());
	});

	test('X-05 is decided for every table there is: one that is added and not thought of fails here', () => {
		expect(tables.size).toBeGreaterThan(20);
		expect([...tables.keys()].filter((table) => PERSON_TABLES[table] === undefined)).toEqual([]);
		const gone = Object.entries(PERSON_TABLES).filter(([table, decision]) => decision.holds !== 'intake' && !tables.has(table));
		expect(gone).toEqual([]);
	});

	test('X-05 tables said to hold nobody have no column that could', () => {
		for (const [table, decision] of Object.entries(PERSON_TABLES)) {
			if (decision.holds !== 'nobody') continue;
			expect({ table, personal: tables.get(table)?.filter((column) => PERSONAL.has(column)) }).toEqual({ table, personal: [] });
			expect(decision.why).toMatch(/\S/);
		}
	});

	test('X-05 the others name columns that are there, and keep none that names a person; what is emptied may be empty', () => {
		for (const [table, decision] of Object.entries(PERSON_TABLES)) {
			if (decision.holds !== 'rows') continue;
			const columns = tables.get(table) ?? [];
			const named = decision.links.flatMap((link) => (link.by === 'record' ? [link.kind, link.id] : [link.column]));
			expect({ table, unknown: named.filter((column) => !columns.includes(column)) }).toEqual({ table, unknown: [] });
			if (decision.forgetting.how !== 'anonymise') continue;
			const { keep } = decision.forgetting;
			expect({ table, unknown: keep.filter((column) => !columns.includes(column)) }).toEqual({ table, unknown: [] });
			// What a message keeps of its recipient is replaced by its own id; events and follow-ups name messages that are figures by then.
			const kept = keep.filter((column) => PERSONAL.has(column) && column !== 'recipient_id' && column !== 'message_id');
			expect({ table, kept }).toEqual({ table, kept: [] });
			const never = emptiedColumns(table, keep).filter((column) => ['id', 'int!', 'text!', 'json!'].includes(columnsOf(table)[column] ?? ''));
			expect({ table, never }).toEqual({ table, never: [] });
		}
	});

	test('X-05 each section of an export has its own name', () => {
		const sections = Object.values(PERSON_TABLES).flatMap((decision) => ('section' in decision ? [decision.section] : []));
		expect(new Set(sections).size).toBe(sections.length);
	});
});
