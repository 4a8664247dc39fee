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
			/** What the service calls it, where we have not heard of it. */
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
		{
			id: 'id',
			service: 'text!',
			event_key: 'text!',
			/** When it happened, as its service says in every repetition; 0 where that differs between them. */
			moment: 'int!',
			received_at: 'int!',
			/** Where its message stands among the messages, as far as the event itself tells: a hint, for order only. */
			place: 'int',
			event: 'json',
		},
		{
			indexes: [
				// Keys alone are in no order, and a write a row would be a page a row: what comes in together happened together.
				{ columns: ['service', 'moment', 'event_key'], unique: true },
				// NULL once it is folded: its key stays for some days.
				{ columns: ['id', 'place'], where: '"event" IS NOT NULL' },
			],
		},
	),
} as const;
