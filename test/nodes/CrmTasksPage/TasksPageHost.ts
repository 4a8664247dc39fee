import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { RecordJson } from '../../../engine/records/RecordJson';
import { updateRecord } from '../../../engine/records/writeRecord';
import { getRecord } from '../../../engine/records/selectRecords';
import type { Store } from '../../../engine/store/Store';
import { tasksPageLinks } from '../../../engine/tasks/tasksPageLinks';
import { noteMark } from '../../../engine/tasks/actOnTask';
import type { PublishedWorkflow } from '../../harness';
import { ask, type Answered, type Asking } from '../shared/http';
import { NodeHost } from '../shared/NodeHost';
import { TRIGGER, triggerWorkflow } from '../shared/triggers';

type Values = Readonly<Record<string, string | number | boolean | null>>;

/** A tasks page published on n8n's engine, with one salesperson. */
export class TasksPageHost {
	private constructor(
		readonly nodes: NodeHost,
		readonly page: PublishedWorkflow,
		readonly marta: RecordJson,
	) {}

	static async create(dialect: Store['dialect'] = 'sqlite', parameters: INodeParameters = {}): Promise<TasksPageHost> {
		const nodes = await NodeHost.create(dialect);
		const page = await nodes.host.publish(triggerWorkflow('crmTasksPage', { path: 'my-tasks', ...parameters }), { credentials: nodes.credentials });
		return new TasksPageHost(nodes, page, await nodes.record('user', { name: 'Marta Ruiz', email: 'marta@example.com' }));
	}

	get store(): Store {
		return this.nodes.store;
	}

	/** The page's address without anybody's token. */
	get base(): string {
		return this.page.url(TRIGGER);
	}

	async task(values: Values = {}): Promise<number> {
		const { id } = await this.nodes.record('task', { name: 'Call Ana', type: 'Call', assigned_user_id: this.marta.id, ...values });
		return id;
	}

	async taskRecord(id: number): Promise<RecordJson> {
		return await this.store.run(getRecord, { kind: 'task', id });
	}

	async update(kind: 'task' | 'user', id: number, values: Values): Promise<void> {
		await this.store.run(updateRecord, { kind, id, values, source: 'user', timeZone: 'UTC' });
	}

	async token(user: RecordJson = this.marta): Promise<string> {
		const { pages } = await tasksPageLinks(this.store, { timeZone: 'UTC', daysValid: 30, userIds: [user.id], withoutTasks: true, endOlder: false });
		return pages[0]?.token ?? '';
	}

	async url(user: RecordJson = this.marta): Promise<string> {
		return `${this.base}?t=${await this.token(user)}`;
	}

	/** A tap on a button of the page, with the note typed beside it where none was shown. */
	async tap(url: string, fields: Readonly<Record<string, string | number>>, more: Asking = {}): Promise<Answered> {
		const form = new URLSearchParams({ shown: noteMark(null), ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])) });
		return await ask(url, { method: 'POST', body: form, ...more });
	}

	/** What the page's script gets for the same tap. */
	async scripted(url: string, fields: Readonly<Record<string, string | number>>, more: Asking = {}): Promise<{ readonly status: number; readonly json: IDataObject }> {
		const { status, text } = await this.tap(url, { answer: 'script', ...fields }, more);
		return { status, json: JSON.parse(text) as IDataObject };
	}

	async close(): Promise<void> {
		await this.nodes.close();
	}
}
