import { actOnTask, noteMark, type GivenNote, type TaskAction, type TaskAnswer } from '../../../engine/tasks/actOnTask';
import { tasksPage, type TaskCursor, type TasksPage } from '../../../engine/tasks/tasksPage';
import { tasksPageLinks, type TasksPageLinks, type TasksPageLinksOptions } from '../../../engine/tasks/tasksPageLinks';
import type { Store } from '../../../engine/store/Store';
import { insertRow, insertRows, query, type Row } from '../../support/rows';

export const timeZone = 'Europe/Madrid';
const DAY = 86_400_000;

/** Two salespeople, and their tasks. */
export class TasksWorld {
	private constructor(
		readonly store: Store,
		readonly marta: number,
		readonly paolo: number,
	) {}

	static async in(store: Store): Promise<TasksWorld> {
		const [marta = 0, paolo = 0] = await insertRows(store, 'crm_user', [
			{ name: 'Marta Ruiz', first_name: 'Marta', email: 'marta@example.com', active: 1 },
			{ name: 'Paolo Conti', first_name: 'Paolo', email: 'paolo@example.com', active: 1 },
		]);
		return new TasksWorld(store, marta, paolo);
	}

	/** A task of Marta's, due tomorrow unless told otherwise. */
	async task(row: Row = {}): Promise<number> {
		return await insertRow(this.store, 'task', { name: 'Call', type: 'Call', status: 'not_started', outcome: 'open', assigned_user_id: this.marta, due_at: Date.now() + DAY, ...row });
	}

	async row(id: number): Promise<Row> {
		const [row] = await query(this.store, `SELECT * FROM task WHERE id = ${id}`);
		if (!row) throw new Error(`There is no task ${id}.`);
		return row;
	}

	async links(more: Partial<TasksPageLinksOptions> = {}): Promise<TasksPageLinks> {
		return await tasksPageLinks(this.store, { timeZone, daysValid: 30, userIds: [], withoutTasks: true, endOlder: false, ...more });
	}

	async token(userId: number = this.marta, more: Partial<TasksPageLinksOptions> = {}): Promise<string> {
		const page = (await this.links(more)).pages.find(({ user }) => user.id === userId);
		if (!page) throw new Error(`User ${userId} has no page.`);
		return page.token;
	}

	async page(token: string, after: TaskCursor | null = null): Promise<TasksPage | null> {
		return await this.store.run(tasksPage, { token, after, timeZone });
	}

	async act(token: string, taskId: number, action: TaskAction, note: GivenNote | null = null): Promise<TaskAnswer | null> {
		return await this.store.run(actOnTask, { token, taskId, action, note, timeZone });
	}
}

export const POSITIVE: TaskAction = { kind: 'record', outcome: 'positive' };
export const NEGATIVE: TaskAction = { kind: 'record', outcome: 'negative' };
export const REOPEN: TaskAction = { kind: 'reopen', status: 'not_started' };

/** A note typed where this one was shown. */
export function typed(text: string, shown: string | null = null): GivenNote {
	return { text, shown: noteMark(shown) };
}
