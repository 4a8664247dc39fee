import { formFields } from '../../engine/consent/formFields';
import { OPEN_STATUSES, type GivenNote, type TaskAction } from '../../engine/tasks/actOnTask';
import type { TaskCursor } from '../../engine/tasks/tasksPage';

/** The longest note that the page takes, in characters. */
export const MOST_NOTE = 20_000;

/** A request to a tasks page, as n8n hands it over. */
export interface TaskHttpRequest {
	readonly method: string;
	readonly contentType: string | null;
	readonly body: unknown;
	readonly rawBody: Buffer | null;
	/** The query's `after`. */
	readonly after: unknown;
}

/** Who gets the answer: the browser a whole page, the page's script the one task that it asked about. */
export type AnswerTo = 'browser' | 'script';

export type TaskRequest =
	/** Looking at the page: link previews and mail scanners do that too, so nothing changes. */
	| { readonly kind: 'show'; readonly after: TaskCursor | null }
	| { readonly kind: 'act'; readonly taskId: number; readonly action: TaskAction; readonly note: GivenNote | null; readonly to: AnswerTo; readonly after: TaskCursor | null }
	| { readonly kind: 'note too long'; readonly to: AnswerTo; readonly after: TaskCursor | null }
	/** A method that no page uses: answered with 405. */
	| { readonly kind: 'not allowed' };

/** Reads what a request asks for. GET and HEAD only ever show, and so does a POST that is no form of the page's. */
export function readTaskRequest(request: TaskHttpRequest): TaskRequest {
	const method = request.method.toUpperCase();
	const after = readCursor(request.after);
	if (method === 'GET' || method === 'HEAD') return { kind: 'show', after };
	if (method !== 'POST') return { kind: 'not allowed' };
	const fields = formFields(request);
	const action = actionOf(fields);
	const taskId = Number(fields.get('task') ?? '');
	if (action === null || !Number.isSafeInteger(taskId) || taskId < 1) return { kind: 'show', after };
	const to: AnswerTo = fields.get('answer') === 'script' ? 'script' : 'browser';
	const text = fields.get('note');
	if (text !== undefined && text.length > MOST_NOTE) return { kind: 'note too long', to, after };
	return { kind: 'act', taskId, action, note: text === undefined ? null : { text, shown: fields.get('shown') ?? '' }, to, after };
}

function actionOf(fields: ReadonlyMap<string, string>): TaskAction | null {
	const wanted = fields.get('do');
	switch (wanted) {
		case 'positive':
		case 'negative':
			return { kind: 'record', outcome: wanted };
		case 'tomorrow':
		case 'week':
			return { kind: 'postpone', until: wanted };
		case 'reopen':
			return { kind: 'reopen', status: OPEN_STATUSES.find((status) => status === fields.get('status')) ?? 'in_progress' };
		default:
			return null;
	}
}

/** Where a page begins, as its address says it. */
export function cursorText({ dueAt, id }: TaskCursor): string {
	return `${dueAt ?? 'none'}.${id}`;
}

/** What is no place of a page is its beginning. */
function readCursor(value: unknown): TaskCursor | null {
	const found = typeof value === 'string' ? /^(none|-?\d{1,15})\.(\d{1,15})$/.exec(value) : null;
	if (!found) return null;
	return { dueAt: found[1] === 'none' ? null : Number(found[1]), id: Number(found[2]) };
}
