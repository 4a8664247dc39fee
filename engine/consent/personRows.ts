import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { kindCode, type RecipientKind } from '../records/kinds';
import type { Tx } from '../store/Transaction';
import { PERSON_TABLES, type EachOf, type PersonLink } from './personTables';

/** By what rows are found to be about a person. */
export interface PersonKeys {
	readonly addressKey: string | null;
	readonly records: readonly { readonly kind: RecipientKind; readonly id: number }[];
}

/** Whether a row of a table, called `alias` in the query, is about the person. Each part is a look-up in an index. */
export function isAbout(tx: Tx, table: string, alias: string, person: PersonKeys): RawBuilder<SqlBool> {
	const parts = linksOf(table).map((link) => linked(tx, link, alias, person));
	return sql<SqlBool>`(${sql.join(parts, sql` OR `)})`;
}

function linksOf(table: string): readonly PersonLink[] {
	const decision = PERSON_TABLES[table];
	if (decision?.holds === 'rows') return decision.links;
	throw new EngineError('store-broken', `The table ${table} names no way to a person.`, 'Update n8n-nodes-crm-campaigns.');
}

function linked(tx: Tx, link: PersonLink, alias: string, person: PersonKeys): RawBuilder<unknown> {
	const column = (name: string) => sql.ref(`${alias}.${name}`);
	const ids = (kind: RecipientKind) => person.records.filter((record) => record.kind === kind).map((record) => record.id);
	switch (link.by) {
		case 'record': {
			const records = person.records.map(({ kind, id }) => sql`(${eachOf(link.each, alias)}${column(link.kind)} = ${sql.lit(kindCode(kind))} AND ${column(link.id)} = ${id})`);
			return records.length === 0 ? NEVER : sql`(${sql.join(records, sql` OR `)})`;
		}
		case 'reference':
			if (ids(link.to).length === 0) return NEVER;
			return sql`(${tx.dialect.inNumbers(column(link.column), ids(link.to))}${link.beside === undefined ? sql`` : sql` AND ${column(link.beside)} IS NOT NULL`})`;
		case 'account':
			return ids('account').length === 0
				? NEVER
				: sql`(${tx.dialect.inNumbers(column(link.column), ids('account'))} AND ${column('contact_id')} IS NULL AND ${column('lead_id')} IS NULL)`;
		case 'address':
			return person.addressKey === null ? NEVER : sql`${column(link.column)} = ${person.addressKey}`;
		case 'through': {
			const inner = `${alias}_${link.table}`;
			const ofKind = link.of === undefined ? sql`` : sql`${column(link.of.column)} = ${sql.lit(kindCode(link.of.kind))} AND `;
			return sql`(${eachOf(link.each, alias)}${ofKind}${column(link.column)} IN (SELECT ${sql.ref(`${inner}.id`)} FROM ${sql.table(link.table)} AS ${sql.ref(inner)} WHERE ${isAbout(tx, link.table, inner, person)}))`;
		}
	}
}

function eachOf(each: EachOf | undefined, alias: string): RawBuilder<unknown> {
	return each === undefined ? sql`` : sql`${sql.ref(`${alias}.${each.column}`)} IN (SELECT e.id FROM ${sql.table(each.table)} AS e) AND `;
}

const NEVER = sql`1 = 0`;
