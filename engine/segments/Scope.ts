import { sql, type RawBuilder } from 'kysely';

import type { Catalogue } from '../records/catalogue/Catalogue';
import { kindCode, type Kind, type RecipientKind, type SearchKind } from '../records/kinds';
import type { SqlDialect } from '../store/SqlDialect';
import type { Schema } from '../store/Schema';
import { and, atom, or, toSql, total, type Formula } from './Formula';

/** The name that a searched table goes by. */
export const RECORD = 'r';

/** Ids beyond `after` up to `upTo`, NULL for no bound: a search in several steps. */
export interface IdWindow {
	readonly after: number | null;
	readonly upTo: number | null;
}

/** Whether an id lies in a window. */
export function inWindow(id: RawBuilder<unknown>, window: IdWindow): Formula {
	const { after, upTo } = window;
	return and(...(after === null ? [] : [atom(sql`${id} > ${after}`)]), ...(upTo === null ? [] : [atom(sql`${id} <= ${upTo}`)]));
}

/** Where a condition is compiled: the kind it is about and the name its table goes by. */
export interface Scope {
	readonly dialect: SqlDialect;
	readonly catalogue: Catalogue;
	/** Days become moments in this time zone. */
	readonly timeZone: string;
	readonly kind: SearchKind;
	readonly alias: string;
	/** How many related tables stand around it: keeps names apart. */
	readonly depth: number;
	/** Whether the condition compares several columns of the table: see `compared`. */
	readonly several: boolean;
	/** Whether a set of related rows is where the search starts: few records come into question. */
	readonly driven: boolean;
	/** Whether related rows are looked up record by record. */
	readonly lookedUp: boolean;
	/** The search looks at these ids alone: sets about the record itself need not be larger. NULL: at all. */
	readonly window: IdWindow | null;
}

/** The scope of a search over a kind's own table, which goes by `r`. */
export function rootScope<Of extends Kind>(dialect: SqlDialect, catalogue: Catalogue, timeZone: string, kind: Of, window: IdWindow | null = null): Inner & { readonly kind: Of } {
	return { dialect, catalogue, timeZone, kind, alias: RECORD, depth: 0, several: true, driven: false, lookedUp: false, window };
}

export function column(scope: Inner, name: string): RawBuilder<unknown> {
	return sql.ref(`${scope.alias}.${name}`);
}

/** A column with an index of its own, one value of which may stand for a third of all rows. */
const COMMON = 'country_f';

/**
 * A column as one side of a comparison. Where several are compared, SQLite must not fetch each wide row that the index
 * over a common value finds: the table's searched columns, which stand together, are read quicker.
 */
export function compared(scope: Inner, name: string): RawBuilder<unknown> {
	const stored = column(scope, name);
	return scope.dialect.name === 'sqlite' && scope.several && name === COMMON ? sql`+${stored}` : stored;
}

/** The scope of a related table; its kind is for the caller to tell. */
export type Inner = Omit<Scope, 'kind'>;

/** Where a condition on a field is compiled: of any kind, also of those that segments don't search. */
export interface FieldScope extends Inner {
	readonly kind: Kind;
}

function innerScope(scope: Scope): Inner {
	const { dialect, catalogue, timeZone } = scope;
	const depth = scope.depth + 1;
	return { dialect, catalogue, timeZone, depth, alias: `r${depth}`, several: true, driven: false, lookedUp: false, window: null };
}

/** Other rows that a record is related to. */
export interface Related {
	readonly table: keyof Schema & string;
	/** The related row's column that holds the outer value. */
	readonly column: string;
	/** What must hold for it, in the scope of its table. */
	readonly where: (inner: Inner) => Formula;
}

/**
 * Whether there is a related row. SQLite gathers the set once, or starts from it, unless few records come into question;
 * PostgreSQL makes its own plan of an EXISTS, also where the set would not fit into its memory.
 */
export function related(scope: Scope, outer: string, to: Related): Formula {
	const at = innerScope(scope);
	const inner = column(at, to.column);
	const table = sql`${sql.table(to.table)} AS ${sql.id(at.alias)}`;
	const where = to.where(at);
	if (scope.dialect.name === 'postgres' || scope.lookedUp) {
		return total(sql`EXISTS (SELECT 1 FROM ${table} WHERE ${inner} = ${column(scope, outer)} AND ${toSql(where)})`);
	}
	const own = outer === 'id';
	const within = own && scope.window ? inWindow(inner, scope.window) : and();
	const membership = sql`${column(scope, outer)} IN (SELECT ${inner} FROM ${table} WHERE ${toSql(and(where, total(sql`${inner} IS NOT NULL`), within))})`;
	return own ? total(sql`${membership}`) : atom(sql`${membership}`);
}

/** Whether one related row, found by its id, fulfils a condition: looked up row by row. */
export function relatedById(scope: Scope, outer: string, table: RecipientKind, where: (inner: Inner) => Formula): Formula {
	const at = innerScope(scope);
	return total(
		sql`EXISTS (SELECT 1 FROM ${sql.table(table)} AS ${sql.id(at.alias)} WHERE ${column(at, 'id')} = ${column(scope, outer)} AND ${toSql(where(at))})`,
	);
}

/**
 * What holds of a row's recipient: contact, else lead, else account.
 * @param holds given the column with the recipient's id, and its kind
 */
export function ofRecipient(scope: Scope, holds: (outer: string, kind: RecipientKind) => Formula): Formula {
	switch (scope.kind) {
		case 'contact':
		case 'lead':
		case 'account':
			return holds('id', scope.kind);
		case 'message': {
			const being = (kind: RecipientKind): Formula =>
				and(atom(sql`${column(scope, 'recipient_kind')} = ${sql.lit(kindCode(kind))}`), holds('recipient_id', kind));
			return or(being('contact'), being('lead'), being('account'));
		}
		case 'task':
		case 'opportunity': {
			const none = (name: string): Formula => total(sql`${column(scope, name)} IS NULL`);
			return or(
				and(total(sql`${column(scope, 'contact_id')} IS NOT NULL`), holds('contact_id', 'contact')),
				and(none('contact_id'), total(sql`${column(scope, 'lead_id')} IS NOT NULL`), holds('lead_id', 'lead')),
				and(none('contact_id'), none('lead_id'), total(sql`${column(scope, 'account_id')} IS NOT NULL`), holds('account_id', 'account')),
			);
		}
	}
}
