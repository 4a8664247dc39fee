import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { currentSigningKey } from '../records/signingKey';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { countDue, dueBounds, type DueBounds, type DueCounts } from './dueGroups';
import { openTask } from './openTask';
import { readTaskCards } from './readTaskCards';
import type { TaskCard } from './TaskCard';
import { readTasksPageToken, TASKS_PAGE_KEY } from './tasksPageToken';

/** Tasks on one page. */
export const TASKS_A_PAGE = 50;
/** A day's closed tasks are shown up to so many, */
const MOST_CLOSED = 50;
/** and looked for among so many of the newest: a history of years must not be read for a page. */
const CLOSED_AMONG = 2_000;

export interface TasksPageInput {
	/** What the visitor's link ends in. */
	readonly token: string;
	/** `next` of the page before; null for the first. */
	readonly after: TaskCursor | null;
	/** IANA name: the workflow's. */
	readonly timeZone: string;
}

/** The last task of a page: whatever is done meanwhile, the next page begins after it. */
export interface TaskCursor {
	readonly dueAt: number | null;
	readonly id: number;
}

export interface Salesperson {
	readonly id: number;
	readonly name: string | null;
	readonly email: string | null;
}

/** A salesperson's page. */
export interface TasksPage {
	readonly user: Salesperson;
	/** Of all open tasks, on whichever page. */
	readonly counts: DueCounts;
	/** Open tasks by when they are due, those without a date last. */
	readonly tasks: readonly TaskCard[];
	/** Where the next page begins; null when this was the last. */
	readonly next: TaskCursor | null;
	/** Closed with an outcome since the day began, the newest first. */
	readonly closedToday: readonly TaskCard[];
}

/** What a link's page shows now. Null for a link that doesn't work, without saying why: not ours, too old, or its user is gone or inactive. */
export const tasksPage = defineTransaction(__filename, 'read', 'tasks.page', function* (tx, input: TasksPageInput): Steps<TasksPage | null> {
	const user = yield* userOfLink(tx, input.token);
	if (user === null) return null;
	const bounds = dueBounds({ now: tx.now, timeZone: input.timeZone });
	const counts = yield* first(tx, sql<DueCounts>`SELECT ${countDue(sql.ref('t.due_at'), bounds)} FROM task AS t WHERE ${openTasksOf(user.id)}`);
	const found = yield* readTaskCards(tx, { ids: openIds(user.id, input.after, TASKS_A_PAGE + 1), orderBy: dueOrder('t') }, bounds);
	const tasks = found.slice(0, TASKS_A_PAGE);
	const last = tasks.at(-1);
	return {
		user,
		counts: counts ?? { overdue: 0, today: 0, next: 0, later: 0 },
		tasks,
		next: found.length > TASKS_A_PAGE && last !== undefined ? { dueAt: last.dueAt, id: last.id } : null,
		closedToday: yield* closedSince(tx, user.id, bounds),
	};
});

/** Whose link this is; null where it doesn't work. */
export function* userOfLink(tx: Tx, token: string): Steps<Salesperson | null> {
	const key = yield* currentSigningKey(tx, TASKS_PAGE_KEY);
	const userId = key === null ? null : readTasksPageToken(token, key, tx.now);
	if (userId === null) return null;
	return yield* first(tx, tx.db.selectFrom('crm_user').select(['id', 'name', 'email']).where('id', '=', userId).where('active', '=', 1));
}

function openTasksOf(userId: number): RawBuilder<SqlBool> {
	return sql<SqlBool>`t.assigned_user_id = ${userId} AND ${openTask('t')}`;
}

/** Found in the index alone, without a look at the rows. */
function openIds(userId: number, after: TaskCursor | null, limit: number): RawBuilder<unknown> {
	const beyond = after === null ? sql`1 = 1` : after.dueAt === null ? sql`t.due_at IS NULL AND t.id > ${after.id}` : sql`(t.due_at > ${after.dueAt} OR (t.due_at = ${after.dueAt} AND t.id > ${after.id}) OR t.due_at IS NULL)`;
	return sql`SELECT t.id FROM task AS t WHERE ${openTasksOf(userId)} AND ${beyond} ORDER BY ${dueOrder('t')} LIMIT ${limit}`;
}

/** Those without a date last, on both stores. */
function dueOrder(alias: string): RawBuilder<unknown> {
	const column = (name: string) => sql.ref(`${alias}.${name}`);
	return sql`CASE WHEN ${column('due_at')} IS NULL THEN 1 ELSE 0 END, ${column('due_at')}, ${column('id')}`;
}

function* closedSince(tx: Tx, userId: number, bounds: DueBounds): Steps<TaskCard[]> {
	return yield* readTaskCards(
		tx,
		{
			ids: sql`SELECT n.id FROM (SELECT id, updated_at, outcome FROM task WHERE assigned_user_id = ${userId} ORDER BY id DESC LIMIT ${CLOSED_AMONG}) AS n
				WHERE n.updated_at >= ${bounds.today} AND n.outcome IN ('positive', 'negative') ORDER BY n.updated_at DESC, n.id DESC LIMIT ${MOST_CLOSED}`,
			orderBy: sql`t.updated_at DESC, t.id DESC`,
		},
		bounds,
	);
}
