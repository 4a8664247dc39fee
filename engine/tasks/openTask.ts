import { sql, type RawBuilder, type SqlBool } from 'kysely';

/**
 * Whether a task is still to be done: no outcome, neither completed nor cancelled.
 * @param alias the task's row in the statement
 */
export function openTask(alias: string): RawBuilder<SqlBool> {
	const column = (name: string) => sql.ref(`${alias}.${name}`);
	return sql<SqlBool>`COALESCE(${column('outcome')}, 'open') = 'open' AND COALESCE(${column('status')}, 'not_started') NOT IN ('completed', 'cancelled')`;
}

/** A task's outcome. */
export type TaskOutcome = 'open' | 'positive' | 'negative';

export type RecordedOutcome = Exclude<TaskOutcome, 'open'>;

/** What is known of a task's state. */
export interface TaskState {
	readonly status: string | null;
	readonly outcome: string | null;
}

/** The same for a row at hand. */
export function isOpenTask({ status, outcome }: TaskState): boolean {
	return (outcome ?? 'open') === 'open' && status !== 'completed' && status !== 'cancelled';
}

/** A stored outcome; empty, or of a newer version: open. */
export function taskOutcome(stored: unknown): TaskOutcome {
	return stored === 'positive' || stored === 'negative' ? stored : 'open';
}
