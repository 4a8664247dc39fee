import { sql } from 'kysely';

import { FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError } from '../EngineError';
import { all, change, defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { forgetRows, FORGOTTEN_REASON, rowsToForget } from './anonymise';
import { findPerson, type Person, type PersonAsked, type PersonRecord } from './findPerson';
import { rememberForgotten } from './forgotten';
import { isAbout, type PersonKeys } from './personRows';
import { PERSON_TABLES, type Forgetting } from './personTables';

/** What becomes of an account with the person's address: most often it is a company, which stays without the address. */
export type AccountsToo = 'keepWithoutAddress' | 'forget';

/** Who is forgotten, and what of it stays. */
export interface ForgetPlan {
	readonly person: Person;
	/** Forgotten altogether: contacts and leads, the record that was named, accounts where asked for. */
	readonly records: readonly PersonRecord[];
	/** Accounts that lose the address and stay. */
	readonly accounts: readonly PersonRecord[];
	/** Rows that would be emptied or deleted, by table. */
	readonly counts: Readonly<Record<string, number>>;
	/** How its messages went out: these services know the person too. */
	readonly channels: readonly string[];
	/** Services that suppress the address, as far as they were swept. */
	readonly suppressedBy: readonly string[];
}

export interface ForgetInput {
	readonly asked: PersonAsked;
	readonly accounts: AccountsToo;
}

/** What forgetting would do; nothing is changed. @throws EngineError as `findPerson` does */
export const planForgetting = defineTransaction(__filename, 'read', 'consent.planForgetting', function* (tx, input: ForgetInput): Steps<ForgetPlan> {
	return yield* plan(tx, input);
});

function* plan(tx: Tx, input: ForgetInput): Steps<ForgetPlan> {
	const person = yield* findPerson(tx, input.asked);
	const stays = (record: PersonRecord) => record.kind === 'account' && !record.named && input.accounts === 'keepWithoutAddress';
	const records = person.records.filter((record) => !stays(record));
	const keys: PersonKeys = { addressKey: person.addressKey, records };
	const counts: Record<string, number> = {};
	for (const { kind } of records) counts[kind] = (counts[kind] ?? 0) + 1;
	for (const [table, forgetting] of forgettableTables()) {
		const row = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM ${sql.table(table)} AS r WHERE ${rowsToForget(tx, table, forgetting, keys)}`);
		if (row && row.found > 0) counts[table] = row.found;
	}
	const channels = yield* all(
		tx,
		sql<{ channel: string }>`SELECT DISTINCT r.channel FROM message AS r WHERE ${isAbout(tx, 'message', 'r', keys)} AND r.channel IS NOT NULL ORDER BY 1`,
	);
	const accounts = yield* all(tx, sql<{ account: string }>`SELECT DISTINCT r.account FROM suppressed_address AS r WHERE ${isAbout(tx, 'suppressed_address', 'r', keys)} ORDER BY 1`);
	const suppressedBy = [...new Set(accounts.map((row) => row.account.replace(/-[^-]*$/, '')))];
	return { person, records, accounts: person.records.filter(stays), counts, channels: channels.map((row) => row.channel), suppressedBy };
}

/** In the order in which they are emptied: what is found through another table's rows goes before those. */
export function forgettableTables(): [string, Forgetting][] {
	return Object.entries(PERSON_TABLES).flatMap(([table, decision]): [string, Forgetting][] => (decision.holds === 'rows' ? [[table, decision.forgetting]] : []));
}

/**
 * The first step of forgetting, in one commit: from here on the address is refused everywhere, and nothing that waits
 * is sent to it any more.
 * @throws EngineError while a mail to the person is on the wire, and as `findPerson` does
 */
export const beginForgetting = defineTransaction(__filename, 'write', 'consent.beginForgetting', function* (tx, input: ForgetInput): Steps<ForgetPlan> {
	const planned = yield* plan(tx, input);
	const keys: PersonKeys = { addressKey: planned.person.addressKey, records: planned.records };
	yield* refuseOnTheWire(tx, keys);
	yield* rememberForgotten(tx, keys.addressKey === null ? [] : [keys.addressKey], 'request');
	yield* change(
		tx,
		sql`UPDATE message SET state = 'not_sent', holds_address = 0, claimed_by = NULL, lease_until = NULL, reason_class = 'policy',
				reason = ${FORGOTTEN_REASON}, reason_f = ${FORGOTTEN_REASON.toLowerCase()}, updated_at = ${tx.now}
			WHERE id IN (SELECT r.id FROM message AS r WHERE ${isAbout(tx, 'message', 'r', keys)} AND r.state IN ('queued', 'claimed'))`,
	);
	return planned;
});

function* refuseOnTheWire(tx: Tx, keys: PersonKeys): Steps<void> {
	const sending = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM message AS r WHERE ${isAbout(tx, 'message', 'r', keys)} AND r.state = 'sending'`);
	if (!sending || sending.found === 0) return;
	throw new EngineError(
		'conflict',
		`${sending.found === 1 ? 'A mail to this person is' : `${sending.found} mails to this person are`} being sent right now.`,
		'Run this again in some minutes, once the delivery is through. If a delivery was broken off, run Deliver once: it settles what was on its way.',
	);
}

/** Where the next slice begins: at which table, with how many rows. */
export interface ForgetPlace {
	readonly at: number;
	readonly rows: number;
}

export const FORGET_START: ForgetPlace = { at: 0, rows: FIRST_WINDOW };

/** When a transaction takes no further rows (ms). */
const SLICE_BUDGET = 120;

export interface ForgetSlice {
	readonly changed: Readonly<Record<string, number>>;
	/** Null: nothing is left. */
	readonly next: ForgetPlace | null;
}

/** Rids some rows of the person; what was done is not found again, so that it can be broken off at any moment. */
export const forgetSlice = defineTransaction(__filename, 'write', 'consent.forgetSlice', function* (tx, input: { readonly keys: PersonKeys; readonly from: ForgetPlace }): Steps<ForgetSlice> {
	const tables = forgettableTables();
	const changed: Record<string, number> = {};
	let { at, rows } = input.from;
	for (let entry = tables[at]; entry; entry = tables[at]) {
		const [table, forgetting] = entry;
		const start = tx.elapsed();
		const done = yield* change(tx, forgetRows(tx, table, forgetting, input.keys, rows));
		if (done > 0) changed[table] = (changed[table] ?? 0) + done;
		if (done < rows) at++;
		const window = nextWindow(rows, tx.elapsed() - start, SLICE_BUDGET - tx.elapsed());
		if (window === null) return { changed, next: at < tables.length ? { at, rows: FIRST_WINDOW } : null };
		rows = window;
	}
	return { changed, next: null };
});

/** Takes the address from accounts that stay. */
export const emptyAddresses = defineTransaction(__filename, 'write', 'consent.emptyAddresses', function* (tx, input: { readonly addressKey: string }): Steps<number> {
	return yield* change(
		tx,
		sql`UPDATE account SET email = NULL, email_f = NULL, email_key = NULL, updated_at = ${tx.now} WHERE email_key = ${input.addressKey}`,
	);
});

/** Which of the person's records are still there. */
export const recordsLeft = defineTransaction(__filename, 'read', 'consent.recordsLeft', function* (tx, records: readonly PersonRecord[]): Steps<PersonRecord[]> {
	const left: PersonRecord[] = [];
	for (const record of records) {
		const row = yield* first(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(record.kind)} WHERE id = ${record.id}`);
		if (row) left.push(record);
	}
	return left;
});
