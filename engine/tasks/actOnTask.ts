import { createHash } from 'node:crypto';

import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import { loadCatalogueToWrite } from '../records/catalogue/loadCatalogue';
import type { RecordJson } from '../records/RecordJson';
import { parseValues, textOrNull, type Columns, type RecordValues } from '../records/recordValues';
import { readRecord } from '../records/selectRecords';
import { changeRecord, lockRow } from '../records/writeRecord';
import { defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { dueBounds, postponed, type Postponement } from './dueGroups';
import { isOpenTask, taskOutcome, type RecordedOutcome } from './openTask';
import { readTaskCards } from './readTaskCards';
import type { TaskCard } from './TaskCard';
import { userOfLink, type Salesperson } from './tasksPage';

/** What a salesperson does with a task on the page. */
export type TaskAction =
	| { readonly kind: 'record'; readonly outcome: RecordedOutcome }
	/** Takes an outcome back. `status`: what the task was before; where nobody knows, somebody has begun it. */
	| { readonly kind: 'reopen'; readonly status: OpenStatus }
	| { readonly kind: 'postpone'; readonly until: Postponement };

export const OPEN_STATUSES = ['not_started', 'in_progress', 'deferred'] as const;

export type OpenStatus = (typeof OPEN_STATUSES)[number];

/** What happened to a task, for the workflow. */
export type TaskEvent = RecordedOutcome | 'reopened' | 'postponed';

/** The note beside it. `shown`: the mark of the note as the page showed it; one that nobody changed is not written. */
export interface GivenNote {
	readonly text: string;
	readonly shown: string;
}

export interface ActOnTaskInput {
	readonly token: string;
	readonly taskId: number;
	readonly action: TaskAction;
	readonly note: GivenNote | null;
	/** IANA name: the workflow's. */
	readonly timeZone: string;
}

export type TaskAnswer =
	/** Written. `before`: its status until then. */
	| { readonly kind: 'done'; readonly event: TaskEvent; readonly user: Salesperson; readonly card: TaskCard; readonly record: RecordJson; readonly before: string | null }
	/** It stood so already: a second tap, or the same answer sent again. */
	| { readonly kind: 'as it was'; readonly event: TaskEvent; readonly card: TaskCard }
	/** Closed meanwhile, otherwise than asked for: as it stands. */
	| { readonly kind: 'closed'; readonly card: TaskCard }
	/** Somebody else's by now, or deleted. */
	| { readonly kind: 'gone' };

/** Tells a note from another, in few signs: of the text as a browser sends it back. */
export function noteMark(note: string | null): string {
	return createHash('sha256').update(asTyped(note ?? '')).digest('hex').slice(0, 12);
}

function asTyped(note: string): string {
	return note.replace(/\r\n?/g, '\n').trim();
}

/**
 * Carries out what a salesperson asks for on the page, under a lock of the task, so that of two people at once the
 * second is told what the first did. Null for a link that doesn't work. Asked again, it changes nothing again.
 * @throws EngineError for a note that is too long
 */
export const actOnTask = defineTransaction(__filename, 'write', 'tasks.act', function* (tx, input: ActOnTaskInput): Steps<TaskAnswer | null> {
	const user = yield* userOfLink(tx, input.token);
	if (user === null) return null;
	const catalogue = yield* loadCatalogueToWrite(tx);
	const row = yield* lockRow(tx, 'task', input.taskId);
	if (!row || row.assigned_user_id !== user.id) return { kind: 'gone' };
	const values = valuesFor(input, row, tx.now);
	if (values === null) return { kind: 'closed', card: yield* cardOf(tx, input) };
	const changed = yield* changeRecord(tx, catalogue, 'task', input.taskId, parseValues(catalogue, 'task', values, input), 'user');
	return yield* answered(tx, catalogue, { input, user, changed, before: textOrNull(row.status) });
});

/** What is to be written; null where the task was closed otherwise meanwhile. */
function valuesFor({ action, note, timeZone }: ActOnTaskInput, row: Readonly<Columns>, now: number): RecordValues | null {
	const outcome = taskOutcome(row.outcome);
	const open = isOpenTask({ status: textOrNull(row.status), outcome: textOrNull(row.outcome) });
	const noted = noteValues(note);
	switch (action.kind) {
		case 'record':
			return open || outcome === action.outcome ? { outcome: action.outcome, status: 'completed', ...noted } : null;
		case 'reopen':
			return open ? {} : { outcome: 'open', status: action.status, ...noted };
		case 'postpone': {
			if (!open) return null;
			return { due_at: postponed(typeof row.due_at === 'number' ? row.due_at : null, action.until, { now, timeZone }), ...noted };
		}
	}
}

function noteValues(note: GivenNote | null): RecordValues {
	return note === null || noteMark(note.text) === note.shown ? {} : { outcome_note: asTyped(note.text) };
}

interface Acted {
	readonly input: ActOnTaskInput;
	readonly user: Salesperson;
	readonly changed: boolean;
	readonly before: string | null;
}

function* answered(tx: Tx, catalogue: Catalogue, { input, user, changed, before }: Acted): Steps<TaskAnswer> {
	const event = eventOf(input.action);
	const card = yield* cardOf(tx, input);
	if (!changed) return { kind: 'as it was', event, card };
	return { kind: 'done', event, user, card, record: yield* readRecord(tx, catalogue, 'task', input.taskId), before };
}

function eventOf(action: TaskAction): TaskEvent {
	switch (action.kind) {
		case 'record':
			return action.outcome;
		case 'reopen':
			return 'reopened';
		case 'postpone':
			return 'postponed';
	}
}

function* cardOf(tx: Tx, { taskId, timeZone }: ActOnTaskInput): Steps<TaskCard> {
	const [card] = yield* readTaskCards(tx, { ids: tx.dialect.integer(taskId), orderBy: sql`t.id` }, dueBounds({ now: tx.now, timeZone }));
	if (card) return card;
	throw new EngineError('store-broken', 'A task that is there can\'t be read.', 'Put back a backup of the store.');
}
