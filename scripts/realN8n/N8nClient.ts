import type { WorkflowJson } from '../host/WorkflowJson';

/** The owner account of an n8n that only this computer reaches. */
export interface Login {
	readonly email: string;
	readonly password: string;
}

/** A local demo login; n8n asks for eight characters with a digit and a capital. */
export const DEMO_LOGIN: Login = { email: 'demo@example.com', password: 'Campaigns1' };

/** Speaks to n8n as its own editor does, signed in as the owner. */
export class N8nClient {
	private cookie = '';

	constructor(private readonly url: string) {}

	/** Makes the owner account where there is none yet, and signs in. */
	async signIn({ email, password }: Login): Promise<void> {
		const settings = await this.request('GET', '/rest/settings');
		if (needsOwner(settings)) await this.request('POST', '/rest/owner/setup', { email, password, firstName: 'Demo', lastName: 'User' });
		await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	/** Publishes the newest version of a workflow: its triggers are live at once. */
	async publish(workflowId: string): Promise<void> {
		const workflow = await this.request('GET', `/rest/workflows/${workflowId}`);
		const versionId = property(property(workflow, 'data'), 'versionId');
		await this.request('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
	}

	/** Makes a workflow, unpublished, and gives its id. */
	async create({ name, nodes, connections, settings }: WorkflowJson): Promise<string> {
		return String(property(property(await this.request('POST', '/rest/workflows', { name, nodes, connections, settings }), 'data'), 'id'));
	}

	/** Where an execution stands (`waiting`, `success` …), and which nodes have run in it so far. */
	async execution(id: string): Promise<{ readonly status: string; readonly ran: ReadonlySet<string> }> {
		const execution = property(await this.request('GET', `/rest/executions/${id}`), 'data');
		// n8n hands its data out flat: a list of values that name each other by their place.
		const parts: unknown = JSON.parse(String(property(execution, 'data')));
		const at = (place: unknown): unknown => (Array.isArray(parts) && typeof place === 'string' ? parts[Number(place)] : undefined);
		const runData = at(property(at(property(at('0'), 'resultData')), 'runData'));
		return { status: String(property(execution, 'status')), ran: new Set(Object.keys(runData ?? {})) };
	}

	/** What runs, as n8n says it of itself: its version, and that of its Node. */
	async versions(): Promise<string> {
		const settings = property(await this.request('GET', '/rest/settings'), 'data');
		return `n8n ${String(property(settings, 'versionCli'))} on Node ${String(property(settings, 'nodeJsVersion'))}`;
	}

	/** Every node type this n8n knows, by full name. */
	async nodeTypes(): Promise<ReadonlySet<string>> {
		const types = await this.request('GET', '/types/nodes.json');
		if (!Array.isArray(types)) throw new Error('n8n gave no list of its node types.');
		return new Set(types.map((type: unknown) => String(property(type, 'name'))));
	}

	/** One call; rejects with n8n's own message when it refuses. */
	async request(method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(`${this.url}${path}`, {
			method,
			headers: { 'Content-Type': 'application/json', ...(this.cookie === '' ? {} : { Cookie: this.cookie }) },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`n8n answered ${method} ${path} with ${answer.status}: ${reason(text)}`);
		const session = answer.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';', 1)[0] ?? '';
		const content: unknown = text === '' ? undefined : JSON.parse(text);
		return content;
	}
}

/** n8n's own message, where the answer has one. */
function reason(answer: string): string {
	try {
		const message = property(JSON.parse(answer), 'message');
		return typeof message === 'string' ? message : answer.slice(0, 500);
	} catch {
		return answer.slice(0, 500);
	}
}

function needsOwner(settings: unknown): boolean {
	return property(property(property(settings, 'data'), 'userManagement'), 'showSetupOnFirstLoad') === true;
}

function property(holder: unknown, name: string): unknown {
	if (typeof holder !== 'object' || holder === null) return undefined;
	const value: unknown = Reflect.get(holder, name);
	return value;
}
