import { sql } from 'kysely';

import { kindCode } from '../records/kinds';
import { memberRows } from '../selections/recipients';
import { change, first, type Steps, type Tx } from '../store/Transaction';
import type { Batch } from './Batch';
import { noMeaning, windowCounts } from './countMade';
import type { ProcessCounts } from './ProcessRun';

/** What an account hands on to the contact made from it. */
const COPIED = ['email', 'phone', 'mobile', 'fax', 'website', 'street', 'city', 'region', 'postal_code', 'country', 'language'] as const;

/**
 * VM-14: a contact for each account of the window that has none, with the account's data. The account's own no
 * holds for it too, since the address does; a no on the record only is copied.
 */
export function* createContacts(tx: Tx, batch: Batch): Steps<ProcessCounts> {
	const { dialect } = tx;
	if (batch.window.kind !== 'account') return noMeaning(batch);
	const columns = COPIED.flatMap((column) => [column, `${column}_f`]);
	const before = yield* first(tx, sql<{ last: number }>`SELECT COALESCE(MAX(id), 0) AS last FROM contact`);
	const made = yield* change(
		tx,
		sql`INSERT INTO contact (name, name_f, last_name, last_name_f, account_id, made_from_account_id, assigned_user_id,
				description, description_f, source, created_at, updated_at, email_key, ${sql.join(columns.map((column) => sql.ref(column)))})
			SELECT a.name, a.name_f, a.name, a.name_f, a.id, a.id, COALESCE(${dialect.integer(batch.parameters.assignedUserId)}, a.assigned_user_id),
				a.description, a.description_f, 'process', ${dialect.integer(tx.now)}, ${dialect.integer(tx.now)}, a.email_key,
				${sql.join(columns.map((column) => sql.ref(`a.${column}`)))}
			FROM ${memberRows(tx, batch.window)} AS m JOIN account AS a ON a.id = m.record_id
			WHERE (SELECT COUNT(*) FROM contact AS c WHERE c.account_id = a.id) = 0
			ON CONFLICT DO NOTHING`,
	);
	if (made > 0) yield* copyRecordNoes(tx, batch, before?.last ?? 0);
	const gone = yield* first(
		tx,
		sql<{ gone: number }>`SELECT COUNT(*) AS gone FROM ${memberRows(tx, batch.window)} AS m WHERE m.gone = 1`,
	);
	return windowCounts(batch, made, [['gone', gone?.gone ?? 0]]);
}

/** Only to contacts made just now, with ids beyond `afterId`: on one made earlier a person may have lifted it. */
function* copyRecordNoes(tx: Tx, batch: Batch, afterId: number): Steps<void> {
	const account = sql.lit(kindCode('account'));
	const contact = sql.lit(kindCode('contact'));
	const of = sql`FROM consent_record_no AS n JOIN contact AS c ON c.made_from_account_id = n.record_id AND c.id > ${afterId}
		WHERE n.record_kind = ${account} AND n.record_id > ${batch.window.afterId} AND n.record_id <= ${batch.throughId}`;
	yield* change(
		tx,
		sql`INSERT INTO consent_entry (record_kind, record_id, scope, scope_ref, decision, source, reason, reason_f, happened_at, recorded_at)
			SELECT ${contact}, c.id, n.scope, n.scope_ref, 'no', n.source, 'Copied from the account', 'copied from the account', n.since, ${tx.dialect.integer(tx.now)} ${of}
				AND NOT EXISTS (SELECT 1 FROM consent_record_no AS k WHERE k.record_kind = ${contact} AND k.record_id = c.id
					AND k.scope = n.scope AND k.scope_ref = n.scope_ref AND k.source = n.source)`,
	);
	yield* change(
		tx,
		sql`INSERT INTO consent_record_no (record_kind, record_id, scope, scope_ref, source, since)
			SELECT ${contact}, c.id, n.scope, n.scope_ref, n.source, n.since ${of} ON CONFLICT DO NOTHING`,
	);
}
