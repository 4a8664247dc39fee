import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { normaliseAddress } from '../records/emailAddress';
import { kindCode, RECIPIENT_KINDS, type RecipientKind } from '../records/kinds';
import { all, first, type Steps, type Tx } from '../store/Transaction';

/** Who is asked about: an address as typed, or a record and so the address it has now. */
export type PersonAsked =
	| { readonly by: 'address'; readonly address: string }
	| { readonly by: 'record'; readonly kind: RecipientKind; readonly id: number };

export interface PersonRecord {
	readonly kind: RecipientKind;
	readonly id: number;
	readonly name: string | null;
	/** The one that was asked for; others share its address. */
	readonly named: boolean;
}

/** A person as the store knows it: an address, and every record that has it. */
export interface Person {
	/** Normalised; null where a record without an address is asked about. */
	readonly addressKey: string | null;
	readonly records: readonly PersonRecord[];
	/** Salespeople with that address: they work here, and are not written to. */
	readonly users: readonly { readonly id: number; readonly name: string | null }[];
	/** Other addresses that its messages went to: of the same person, or of whoever had the record before. */
	readonly otherAddresses: readonly string[];
}

/** @throws EngineError for an address that is none, or a record that neither exists nor left anything */
export function* findPerson(tx: Tx, asked: PersonAsked): Steps<Person> {
	const named = asked.by === 'record' ? yield* namedRecord(tx, asked) : null;
	const addressKey = asked.by === 'address' ? normaliseAddress(asked.address) : (named?.email_key ?? null);
	if (asked.by === 'address' && addressKey === null) {
		throw new EngineError('invalid-input', `"${asked.address.slice(0, 100)}" is no email address.`, 'Correct the address, or choose a record instead.');
	}
	const records: PersonRecord[] = [];
	if (asked.by === 'record') records.push({ kind: asked.kind, id: asked.id, name: named?.name ?? null, named: true });
	for (const kind of addressKey === null ? [] : RECIPIENT_KINDS) {
		const rows = yield* all(
			tx,
			sql<{ id: number; name: string | null }>`SELECT id, name FROM ${sql.table(kind)} WHERE email_key = ${addressKey} ORDER BY id`,
		);
		for (const row of rows) {
			if (asked.by === 'record' && asked.kind === kind && asked.id === row.id) continue;
			records.push({ kind, id: row.id, name: row.name, named: false });
		}
	}
	const users =
		addressKey === null ? [] : yield* all(tx, tx.db.selectFrom('crm_user').select(['id', 'name']).where('email_key', '=', addressKey).orderBy('id'));
	return { addressKey, records, users, otherAddresses: yield* otherAddresses(tx, addressKey, records) };
}

interface NamedRow {
	readonly name: string | null;
	readonly email_key: string | null;
}

/** Null: the record is gone, but what hung on it is not quite: it was being forgotten when that was broken off. */
function* namedRecord(tx: Tx, asked: { readonly kind: RecipientKind; readonly id: number }): Steps<NamedRow | null> {
	const row = yield* first(tx, sql<NamedRow>`SELECT name, email_key FROM ${sql.table(asked.kind)} WHERE id = ${asked.id}`);
	if (row) return row;
	const code = kindCode(asked.kind);
	const left = yield* first(
		tx,
		sql<{ found: number }>`SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM message WHERE recipient_kind = ${code} AND recipient_id = ${asked.id})
			OR EXISTS (SELECT 1 FROM consent_entry WHERE record_kind = ${code} AND record_id = ${asked.id})`,
	);
	if (left) return null;
	throw new EngineError('not-found', `There is no ${asked.kind} ${asked.id}.`, 'Choose one that is there, or give the email address: it may have been deleted.');
}

function* otherAddresses(tx: Tx, addressKey: string | null, records: readonly PersonRecord[]): Steps<string[]> {
	const found = new Set<string>();
	for (const { kind, id } of records) {
		const rows = yield* all(
			tx,
			sql<{ address_key: string }>`SELECT DISTINCT address_key FROM message
				WHERE recipient_kind = ${kindCode(kind)} AND recipient_id = ${id} AND address_key IS NOT NULL`,
		);
		for (const row of rows) if (row.address_key !== addressKey) found.add(row.address_key);
	}
	return [...found].sort();
}
