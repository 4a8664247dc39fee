import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { kindCode, RECIPIENT_KINDS } from '../records/kinds';
import { change, type Steps, type Tx } from '../store/Transaction';

/** Whether a failed message certainly did not arrive: not left uncertain by a person, nor heard of since. */
export function certainlyNotArrived(message: 'm' | 'message'): RawBuilder<SqlBool> {
	const column = (name: string) => sql.ref(`${message}.${name}`);
	return sql<SqlBool>`COALESCE(${column('reason_class')}, '') <> 'uncertain' AND ${column('delivered_at')} IS NULL
		AND ${column('open_count')} = 0 AND ${column('machine_open_count')} = 0 AND ${column('click_count')} = 0`;
}

/**
 * Gives failed messages the address their recipient has today: it was corrected since, most often because of the
 * failure. Left as it was where the record has none that mail can go to, or another message of the mailing holds it.
 * @param which a condition on the messages, as `m`
 */
export function* takePresentAddresses(tx: Tx, which: RawBuilder<SqlBool>): Steps<void> {
	for (const kind of RECIPIENT_KINDS) {
		yield* change(
			tx,
			sql`UPDATE message SET address = present.email, address_key = present.email_key
				FROM (SELECT m.id, r.email, r.email_key,
						ROW_NUMBER() OVER (PARTITION BY m.campaign_id, m.template_id, m.occurrence, r.email_key ORDER BY m.id) AS nth
					FROM message AS m JOIN ${sql.table(kind)} AS r ON r.id = m.recipient_id
					WHERE m.state = 'failed' AND m.origin = 'campaign' AND ${certainlyNotArrived('m')} AND m.recipient_kind = ${sql.lit(kindCode(kind))} AND ${which}
						AND r.email_key IS NOT NULL AND r.email_key <> m.address_key
						AND (SELECT h.id FROM message AS h WHERE h.holds_address = 1 AND h.campaign_id = m.campaign_id AND h.template_id = m.template_id
							AND h.occurrence = m.occurrence AND h.address_key = r.email_key) IS NULL) AS present
				WHERE message.id = present.id AND present.nth = 1`,
		);
	}
}
