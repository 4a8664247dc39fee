import { sql } from 'kysely';

import { fold } from '../../store/fold';
import { all, insertMany, type Steps, type Tx } from '../../store/Transaction';
import type { Catalogue } from '../catalogue/Catalogue';
import { columnKind } from '../catalogue/tableShape';
import { normaliseAddress } from '../emailAddress';
import { allocateIds } from './allocateIds';
import type { ImportPlan } from './importPlan';
import { lookUp } from './lookUp';
import type { NamedRecords } from './namedRecords';
import type { RowReader } from './RowReader';
import type { Warnings } from './Warnings';

export interface ResolveRules {
	/** Missing accounts that rows name are created. */
	readonly createAccounts: boolean;
}

/**
 * Finds the records that these rows name, a handful of statements for all of them. What can't be found stays empty and
 * is warned of, accounts named by a contact are created where asked for. Answers how many were.
 */
export function* resolveReferences(
	tx: Tx,
	catalogue: Catalogue,
	plan: ImportPlan,
	reader: RowReader,
	rows: readonly number[],
	rules: ResolveRules,
	warnings: Warnings,
): Steps<number> {
	let accountsCreated = 0;
	const found: ReadonlyMap<string, number>[] = [];
	for (const named of namedRecords(plan, reader, rows)) {
		const ids = yield* look(tx, catalogue, named);
		if (named.to === 'account' && named.by === 'any' && rules.createAccounts) {
			accountsCreated += yield* createAccounts(tx, named.texts.filter((text) => !ids.has(text)), ids);
		}
		found.push(ids);
	}
	for (const row of rows) {
		for (const [reference, { to }] of plan.references.entries()) {
			const text = reader.named(row, reference);
			if (text === null) continue;
			const id = found[reference]?.get(text);
			if (id !== undefined) reader.setReference(row, reference, id);
			else if (!warnings.again(`unknown ${to}`)) warnings.add(`unknown ${to}`, `line ${reader.line(row)}: there is no ${to} "${text.slice(0, 60)}"`);
		}
	}
	return accountsCreated;
}

/** What these rows name by each reference of the plan. */
export function namedRecords(plan: ImportPlan, reader: RowReader, rows: readonly number[]): NamedRecords[] {
	return plan.references.map(({ to, by }, reference) => {
		const texts = new Set<string>();
		for (const row of rows) {
			const text = reader.named(row, reference);
			if (text !== null) texts.add(text);
		}
		return { to, by, texts: [...texts] };
	});
}

/** A column in which a text is looked for. */
interface NamingColumn {
	readonly column: string;
	/** NULL: this text can't stand there. */
	readonly keyOf: (text: string) => string | null;
}

/** Where a record's name, other than its id, is looked for, in this order. */
export function namingColumns(table: string, { to, by }: Pick<NamedRecords, 'to' | 'by'>): NamingColumn[] {
	const columns: NamingColumn[] = [{ column: 'external_id', keyOf: (text) => text }];
	if (by === 'externalId') return columns;
	if (columnKind(table, 'email_key') && to !== 'account') columns.push({ column: 'email_key', keyOf: normaliseAddress });
	columns.push({ column: 'name_f', keyOf: fold });
	return columns;
}

/** Those of the texts that can be ids. */
export function namedIds(texts: readonly string[]): number[] {
	return texts.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
}

/** Ids by text: by external id, else by address, else by name; the oldest record of several. */
function* look(tx: Tx, catalogue: Catalogue, named: NamedRecords): Steps<Map<string, number>> {
	const { texts } = named;
	const { table } = catalogue.kind(named.to);
	const ids = new Map<string, number>();
	if (named.by === 'id') {
		const rows = yield* all(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(table)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), namedIds(texts))}`);
		const known = new Set(rows.map((row) => row.id));
		for (const text of texts) if (known.has(Number(text))) ids.set(text, Number(text));
		return ids;
	}
	for (const { column, keyOf } of namingColumns(table, named)) {
		const keys = new Map<string, string[]>();
		for (const text of texts) {
			const key = ids.has(text) ? null : keyOf(text);
			if (key !== null) keys.set(key, [...(keys.get(key) ?? []), text]);
		}
		const rows = yield* lookUp(tx, { table, columns: ['id', column], key: column, values: [...keys.keys()], lock: false });
		for (const row of rows) {
			const id = Number(row.id);
			for (const text of keys.get(String(row[column])) ?? []) ids.set(text, Math.min(id, ids.get(text) ?? id));
		}
	}
	return ids;
}

/** Adds the new accounts' ids to `ids`; names that differ in capitals or accents only are one account. */
function* createAccounts(tx: Tx, names: readonly string[], ids: Map<string, number>): Steps<number> {
	const byFolded = new Map<string, string[]>();
	for (const name of names) byFolded.set(fold(name), [...(byFolded.get(fold(name)) ?? []), name]);
	const fresh = [...byFolded];
	const given = yield* allocateIds(tx, 'account', fresh.length);
	yield* insertMany({
		table: 'account',
		columns: [
			{ name: 'id', type: 'bigint' },
			{ name: 'name', type: 'text' },
			{ name: 'name_f', type: 'text' },
			{ name: 'source', type: 'text' },
			{ name: 'created_at', type: 'bigint' },
			{ name: 'updated_at', type: 'bigint' },
		],
		rows: fresh.map(([folded, spelled], index) => [given[index] ?? null, spelled[0] ?? folded, folded, 'import', tx.now, tx.now]),
	});
	fresh.forEach(([, spelled], index) => {
		const id = given[index];
		if (id !== undefined) for (const name of spelled) ids.set(name, id);
	});
	return fresh.length;
}

