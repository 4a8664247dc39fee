import { sql, type SqlBool } from 'kysely';

import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import type { RecordJson } from '../records/RecordJson';
import { selectRecords } from '../records/selectRecords';
import { rotateSigningKey, signingKey, type SigningKey } from '../records/signingKey';
import type { Store } from '../store/Store';
import { all, defineTransaction, first, type Steps } from '../store/Transaction';
import { countDue, dueBounds, type DueCounts } from './dueGroups';
import { openTask } from './openTask';
import { TASKS_PAGE_KEY, tasksPageToken } from './tasksPageToken';

const DAY = 86_400_000;

export interface TasksPageLinksOptions {
	/** IANA name, for what is overdue and today. */
	readonly timeZone: string;
	/** From now on. */
	readonly daysValid: number;
	/** Only these users; empty: all. */
	readonly userIds: readonly number[];
	/** Whether users with nothing to do get a link too. */
	readonly withoutTasks: boolean;
	/** Ends the links of before: for when one got into the wrong hands. */
	readonly endOlder: boolean;
	readonly now?: number;
}

/** What opens a salesperson's page. */
export interface TasksPageOf {
	readonly user: RecordJson;
	readonly counts: DueCounts;
	readonly token: string;
	/** UTC ms: the last instant at which the link works. */
	readonly validUntil: number;
}

export interface TasksPageLinks {
	/** Active users, by name. */
	readonly pages: readonly TasksPageOf[];
	/** Open tasks that no page shows: of nobody, or of somebody who is not active. */
	readonly unseen: number;
}

/** The pages of active salespeople: what is open on each, and the token that opens it. */
export async function tasksPageLinks(store: Store, options: TasksPageLinksOptions): Promise<TasksPageLinks> {
	if (options.endOlder) await store.run(rotateSigningKey, { purpose: TASKS_PAGE_KEY });
	const key = await store.run(tasksPageKey, null);
	const { pages, unseen } = await store.run(openTaskCounts, { userIds: options.userIds, timeZone: options.timeZone });
	const lastDay = Math.floor((options.now ?? Date.now()) / DAY) + options.daysValid;
	return {
		pages: pages
			.filter(({ counts }) => options.withoutTasks || total(counts) > 0)
			.map(({ user, counts }) => ({ user, counts, token: tasksPageToken({ userId: user.id, validUntil: lastDay * DAY }, key), validUntil: (lastDay + 1) * DAY - 1 })),
		unseen,
	};
}

export function total(counts: DueCounts): number {
	return counts.overdue + counts.today + counts.next + counts.later;
}

/** The key in use, made at the first time. */
const tasksPageKey = defineTransaction(__filename, 'write', 'tasks.pageKey', function* (tx, _input: null): Steps<SigningKey> {
	return yield* signingKey(tx, TASKS_PAGE_KEY);
});

interface OpenTaskCounts {
	readonly pages: readonly { readonly user: RecordJson; readonly counts: DueCounts }[];
	readonly unseen: number;
}

const NOTHING: DueCounts = { overdue: 0, today: 0, next: 0, later: 0 };

const openTaskCounts = defineTransaction(__filename, 'read', 'tasks.openCounts', function* (tx, input: { readonly userIds: readonly number[]; readonly timeZone: string }): Steps<OpenTaskCounts> {
	const bounds = dueBounds({ now: tx.now, timeZone: input.timeZone });
	const counted = yield* all(
		tx,
		sql<DueCounts & { id: number }>`SELECT t.assigned_user_id AS id, ${countDue(sql.ref('t.due_at'), bounds)} FROM task AS t
			WHERE t.assigned_user_id IS NOT NULL AND ${openTask('t')} GROUP BY t.assigned_user_id`,
	);
	const byUser = new Map(counted.map(({ id, overdue, today, next, later }) => [id, { overdue, today, next, later }]));
	const chosen = input.userIds.length === 0 ? sql<SqlBool>`1 = 1` : tx.dialect.inNumbers(sql.ref('r.id'), input.userIds);
	const users = yield* selectRecords(tx, yield* loadCatalogue(tx), 'user', { where: sql<SqlBool>`r.active = 1 AND ${chosen}`, orderBy: sql`r.name_f, r.id` });
	const unseen = yield* first(
		tx,
		sql<{ found: number }>`SELECT COUNT(*) AS found FROM task AS t LEFT JOIN crm_user AS u ON u.id = t.assigned_user_id
			WHERE ${openTask('t')} AND COALESCE(u.active, 0) <> 1`,
	);
	return { pages: users.map((user) => ({ user, counts: byUser.get(user.id) ?? NOTHING })), unseen: unseen?.found ?? 0 };
});
