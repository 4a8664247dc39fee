/** The reference for tasks: the columns that the operation fills, in a table of its own, with the keys that make it repeatable and found. */
export const TASK_TABLE = 'made_task';

/** @param integer the store's word for an id */
export function taskTableStatements(integer: string, key: string): string[] {
	return [
		`CREATE TABLE ${TASK_TABLE} (id ${key}, subject TEXT, assigned_user_id ${integer}, type TEXT, due_at ${integer}, status TEXT, outcome TEXT,
			contact_id ${integer}, account_id ${integer}, campaign_id ${integer}, run_id ${integer}, source_kind ${integer}, source_id ${integer}, created_at ${integer})`,
		`CREATE UNIQUE INDEX ${TASK_TABLE}_made ON ${TASK_TABLE} (run_id, source_kind, source_id)`,
		`CREATE INDEX ${TASK_TABLE}_user ON ${TASK_TABLE} (assigned_user_id)`,
		`CREATE INDEX ${TASK_TABLE}_campaign ON ${TASK_TABLE} (campaign_id, outcome)`,
		`CREATE INDEX ${TASK_TABLE}_contact ON ${TASK_TABLE} (contact_id)`,
		`CREATE INDEX ${TASK_TABLE}_account ON ${TASK_TABLE} (account_id)`,
	];
}

/** One INSERT … SELECT over the selection's members and their contacts, as one would write it by hand. */
export function insertTasks(members: string, contacts: string, selectionId: number): string {
	return `INSERT INTO ${TASK_TABLE} (subject, assigned_user_id, type, due_at, status, outcome, contact_id, account_id, campaign_id, run_id, source_kind, source_id, created_at)
		SELECT c.name || ' - Spring', c.assigned_user_id, 'Call', 1767225600000, 'not_started', 'open', c.id, c.account_id, 1, 1, 2, c.id, 1767225600000
		FROM ${members} AS m JOIN ${contacts} AS c ON c.id = m.record_id WHERE m.selection_id = ${selectionId} AND m.kind = 2`;
}

export const TASK_CHECKSUM = 'COUNT(*) || \' \' || COALESCE(SUM(source_id), 0)';
