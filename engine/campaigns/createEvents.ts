import { sql } from 'kysely';

import { memberRows } from '../selections/recipients';
import { fold, foldOrNull } from '../store/fold';
import { change, first, type Steps, type Tx } from '../store/Transaction';
import { assignee } from './assignee';
import { countMade, windowCounts } from './countMade';
import { doneBefore } from './doneBefore';
import { eventTimes } from './eventTimes';
import { madeName } from './naming';
import type { Batch } from './Batch';
import type { Attendance, EventSettings, ProcessCounts } from './ProcessRun';

/** MU-12: an event of the calendar for each row of the window, or one with the recipients of all rows as participants. */
export function* createEvents(tx: Tx, settings: EventSettings, batch: Batch): Steps<ProcessCounts> {
	switch (settings.attendance.kind) {
		case 'each':
			return yield* createEach(tx, settings, settings.attendance, batch);
		case 'together':
			return yield* addParticipants(tx, settings, batch);
	}
}

function* createEach(tx: Tx, settings: EventSettings, attendance: Extract<Attendance, { kind: 'each' }>, batch: Batch): Steps<ProcessCounts> {
	const { parameters, window } = batch;
	const { dialect } = tx;
	const name = madeName(tx, parameters.reference);
	const times = eventTimes(settings.length, parameters.dateAt);
	const made = yield* change(
		tx,
		sql`INSERT INTO event (
				name, name_f, assigned_user_id, description, description_f, source, created_at, updated_at,
				run_id, source_kind, source_id, once, start_at, end_at, all_day, location, location_f,
				contact_id, lead_id, account_id, campaign_id, task_id)
			SELECT ${name.name}, ${name.folded}, ${assignee(tx, attendance.assignment, batch)},
				${dialect.text(parameters.description)}, ${dialect.text(foldOrNull(parameters.description))}, 'process',
				${dialect.integer(tx.now)}, ${dialect.integer(tx.now)},
				${dialect.integer(batch.runId)}, m.kind, m.record_id, ${dialect.text(attendance.once)},
				${dialect.integer(times.startAt)}, ${dialect.integer(times.endAt)}, ${dialect.integer(times.allDay)},
				${dialect.text(settings.location)}, ${dialect.text(foldOrNull(settings.location))},
				m.contact_id, m.lead_id, m.account_id,
				COALESCE(${dialect.integer(parameters.campaignId)}, m.campaign_id),
				${window.kind === 'task' ? sql`m.record_id` : dialect.integer(null)}
			FROM ${memberRows(tx, window)} AS m
			WHERE m.gone = 0 AND NOT (${doneBefore(sql.table('event'), attendance.once)})
			ON CONFLICT DO NOTHING`,
	);
	return yield* countMade(tx, batch, made);
}

function* addParticipants(tx: Tx, settings: EventSettings, batch: Batch): Steps<ProcessCounts> {
	const rows = yield* first(
		tx,
		sql<{ gone: number; without: number; recipients: number }>`
			SELECT
				COALESCE(SUM(m.gone), 0) AS gone,
				COALESCE(SUM(CASE WHEN m.gone = 0 AND m.recipient_gone = 1 THEN 1 ELSE 0 END), 0) AS without,
				COALESCE(SUM(CASE WHEN m.recipient_gone = 0 THEN 1 ELSE 0 END), 0) AS recipients
			FROM ${memberRows(tx, batch.window)} AS m`,
	);
	const recipients = rows?.recipients ?? 0;
	// Nobody at all: no event either.
	const made = recipients === 0 ? 0 : yield* takePart(tx, yield* jointEvent(tx, settings, batch), batch);
	return windowCounts(batch, made, [
		['gone', rows?.gone ?? 0],
		['no recipient', rows?.without ?? 0],
		// Only this run adds to its event: whoever is there was in a row before.
		['duplicate', recipients - made],
	]);
}

function* takePart(tx: Tx, eventId: number, batch: Batch): Steps<number> {
	const { dialect } = tx;
	return yield* change(
		tx,
		sql`INSERT INTO event_participant (event_id, kind, record_id, added_at)
			SELECT ${dialect.integer(eventId)}, m.recipient_kind, m.recipient_id, ${dialect.integer(tx.now)}
			FROM ${memberRows(tx, batch.window)} AS m WHERE m.recipient_gone = 0
			ON CONFLICT DO NOTHING`,
	);
}

/** The run's one event; made with its first participant. The run's row is locked, so no two make it. */
function* jointEvent(tx: Tx, settings: EventSettings, batch: Batch): Steps<number> {
	const known = yield* first(tx, tx.db.selectFrom('event').select('id').where('run_id', '=', batch.runId));
	if (known) return known.id;
	const { parameters } = batch;
	const name = yield* jointName(tx, batch);
	const times = eventTimes(settings.length, parameters.dateAt);
	const made = yield* first(
		tx,
		tx.db
			.insertInto('event')
			.values({
				name,
				name_f: fold(name),
				assigned_user_id: parameters.assignedUserId,
				description: parameters.description,
				description_f: foldOrNull(parameters.description),
				source: 'process',
				created_at: tx.now,
				updated_at: tx.now,
				run_id: batch.runId,
				start_at: times.startAt,
				end_at: times.endAt,
				all_day: times.allDay,
				location: settings.location,
				location_f: foldOrNull(settings.location),
				campaign_id: parameters.campaignId,
			})
			.returning('id'),
	);
	if (!made) throw new Error('An event that was just written can\'t be read.');
	return made.id;
}

/** No record gives its name to an event of all: the reference does, else the campaign. */
function* jointName(tx: Tx, { parameters }: Batch): Steps<string> {
	if (parameters.reference !== null) return parameters.reference;
	const campaign = parameters.campaignId === null ? null : yield* first(tx, tx.db.selectFrom('campaign').select('name').where('id', '=', parameters.campaignId));
	// A campaign is there or the run is stopped; one of an import may have no name.
	return campaign?.name ?? 'Event';
}
