import { sql, type RawBuilder } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { kindCode, type RecipientKind } from '../records/kinds';
import { all, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import { dueGroup, type DueBounds } from './dueGroups';
import { messageStories } from './messageStories';
import { isOpenTask, taskOutcome } from './openTask';
import type { AccountToReach, PersonToReach, Reach, TaskCard } from './TaskCard';

/** Which tasks. */
export interface CardQuery {
	/** Their ids, as a list or a statement: found before anything is joined, so that nothing is joined in vain. */
	readonly ids: RawBuilder<unknown>;
	/** The task's row is called `t`. */
	readonly orderBy: RawBuilder<unknown>;
}

type Row = Readonly<Record<string, SqlValue>>;

/** Tasks with whom they are about and what they came from, in three statements however many there are. */
export function* readTaskCards(tx: Tx, query: CardQuery, bounds: DueBounds): Steps<TaskCard[]> {
	const rows = yield* all(
		tx,
		sql<Row>`SELECT t.id, t.name, t.type, t.due_at, t.status, t.outcome, t.outcome_note, t.description, t.updated_at, t.message_id, k.name AS campaign,
				${reachColumns('c', 'contact')}, c.title AS c_title, ${reachColumns('l', 'lead')}, l.title AS l_title, l.company AS l_company, ${reachColumns('a', 'account')}
			FROM task AS t
			LEFT JOIN contact AS c ON c.id = t.contact_id
			LEFT JOIN lead AS l ON l.id = t.lead_id
			LEFT JOIN account AS a ON a.id = COALESCE(t.account_id, c.account_id)
			LEFT JOIN campaign AS k ON k.id = t.campaign_id
			WHERE t.id IN (${query.ids}) ORDER BY ${query.orderBy}`,
	);
	const stories = yield* messageStories(tx, rows.flatMap((row) => numberIn(row, 'message_id') ?? []));
	return rows.map((row): TaskCard => {
		const state = { status: textIn(row, 'status'), outcome: textIn(row, 'outcome') };
		const dueAt = numberIn(row, 'due_at');
		return {
			id: numberIn(row, 'id') ?? 0,
			subject: textIn(row, 'name'),
			type: textIn(row, 'type'),
			dueAt,
			due: dueGroup(dueAt, bounds),
			open: isOpenTask(state),
			status: state.status,
			outcome: taskOutcome(state.outcome),
			note: textIn(row, 'outcome_note'),
			description: textIn(row, 'description'),
			updatedAt: numberIn(row, 'updated_at') ?? 0,
			person: personIn(row),
			account: accountIn(row),
			campaign: textIn(row, 'campaign'),
			message: stories.get(numberIn(row, 'message_id') ?? 0) ?? null,
		};
	});
}

const REACH = ['id', 'name', 'email', 'phone', 'mobile', 'street', 'postal_code', 'city', 'region', 'country'] as const;

function reachColumns(alias: string, kind: RecipientKind): RawBuilder<unknown> {
	const no = standingNo(sql.ref(`${alias}.email_key`), kindCode(kind), sql.ref(`${alias}.id`), null);
	const columns = REACH.map((column) => sql`${sql.ref(`${alias}.${column}`)} AS ${sql.ref(`${alias}_${column}`)}`);
	return sql.join([...columns, sql`CASE WHEN ${no} THEN 1 ELSE 0 END AS ${sql.ref(`${alias}_no`)}`]);
}

function personIn(row: Row): PersonToReach | null {
	for (const [alias, kind] of [['c', 'contact'], ['l', 'lead']] as const) {
		const id = numberIn(row, `${alias}_id`);
		if (id !== null) return { kind, id, name: textIn(row, `${alias}_name`), title: textIn(row, `${alias}_title`), company: kind === 'lead' ? textIn(row, 'l_company') : null, ...reachIn(row, alias) };
	}
	return null;
}

function accountIn(row: Row): AccountToReach | null {
	const id = numberIn(row, 'a_id');
	return id === null ? null : { id, name: textIn(row, 'a_name'), ...reachIn(row, 'a') };
}

function reachIn(row: Row, alias: string): Reach {
	const text = (column: (typeof REACH)[number]) => textIn(row, `${alias}_${column}`);
	return {
		email: text('email'),
		doNotEmail: row[`${alias}_no`] === 1,
		phone: text('phone'),
		mobile: text('mobile'),
		address: { street: text('street'), postalCode: text('postal_code'), city: text('city'), region: text('region'), country: text('country') },
	};
}

function textIn(row: Row, column: string): string | null {
	const value = row[column];
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function numberIn(row: Row, column: string): number | null {
	const value = row[column];
	return typeof value === 'number' ? value : null;
}
