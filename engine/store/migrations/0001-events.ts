import { table } from '../tables';

export const eventTables0001 = {
	/**
	 * Events that changed no message: their message isn't known yet (`held`), their kind is not (`unknown`), they could
	 * not be read (`unreadable`), or they are of a mail that is none of ours (`foreign`).
	 */
	unmatched_event: table(
		{
			id: 'id',
			service: 'text!',
			event_key: 'text!',
			why: 'text!',
			kind: 'text!',
			address_key: 'text',
			remote_id: 'text',
			/** Ours, but it had not left yet. */
			message_id: 'int',
			happened_at: 'int!',
			recorded_at: 'int!',
			reason: 'text',
			/** The event as it was taken in. */
			event: 'json!',
		},
		{
			indexes: [
				{ columns: ['service', 'event_key'], unique: true },
				{ columns: ['why', 'recorded_at'] },
				{ columns: ['address_key'], where: '"address_key" IS NOT NULL' },
			],
		},
	),
} as const;

/** What comes from outside, until it is folded into the records. SQLite keeps it in a file of its own. */
export const intakeTables0001 = {
	intake_event: table(
		{ id: 'id', service: 'text!', event_key: 'text!', received_at: 'int!', event: 'json' },
		{
			indexes: [
				{ columns: ['service', 'event_key'], unique: true },
				// NULL once it is folded: its key stays for some days.
				{ columns: ['id'], where: '"event" IS NOT NULL' },
			],
		},
	),
} as const;
