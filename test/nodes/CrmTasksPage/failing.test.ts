import { renameSync, rmSync, writeFileSync } from 'node:fs';

import type { IWebhookFunctions } from 'n8n-workflow';

import { closeStore } from '../../../engine/store/openStore';
import { answerRequest } from '../../../nodes/CrmTasksPage/answerRequest';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { ask } from '../shared/http';
import { TasksPageHost } from './TasksPageHost';

describe('VM-22 the tasks page where something breaks', () => {
	let host: TasksPageHost;
	let url: string;
	let task: number;
	beforeEach(async () => {
		host = await TasksPageHost.create();
		url = await host.url();
		task = await host.task();
	});
	afterEach(() => host.close());

	test('VM-22 a store that can\'t be opened: 503 to every request, in words, and the workflow never starts', async () => {
		const { location } = host.store;
		await closeStore(defaultStore());
		renameSync(location, `${location}.away`);
		writeFileSync(location, 'this is no database, whatever its name says');
		for (const { status, headers, text } of [await ask(url), await host.tap(url, { task, do: 'positive' })]) {
			expect([status, headers['retry-after'], headers['cache-control']]).toEqual([503, '60', 'no-store']);
			expect(text).toContain('it shows what was saved');
			expect(text).not.toMatch(/sqlite|marta/i);
		}
		expect(await host.page.results()).toEqual([]);

		await closeStore(defaultStore());
		rmSync(location);
		renameSync(`${location}.away`, location);
		expect((await ask(url)).text).toContain('Call Ana');
		expect((await host.tap(url, { task, do: 'positive' })).text).toContain('value="reopen"');
	});

	/** What n8n hands over, noting all that is asked of it; the nth time is an exception. */
	const requestThat = (method: 'GET' | 'POST', fields: Readonly<Record<string, string>>, throwsAt: number) => {
		const asked: string[] = [];
		const answers: { status: number; body: string }[] = [];
		let status = 200;
		const step = (name: string) => {
			asked.push(name);
			if (asked.length === throwsAt) throw new Error(`forced in ${name}`);
		};
		const response = {
			writableEnded: false,
			status: (code: number) => (step('status'), (status = code), response),
			set: () => (step('set'), response),
			send: (body: string) => {
				step('send');
				response.writableEnded = true;
				answers.push({ status, body });
			},
			end: () => step('end'),
		};
		const context = {
			getRequestObject: () => (step('getRequestObject'), { method, headers: {}, body: fields, ip: '127.0.0.1' }),
			getQueryData: () => (step('getQueryData'), { t: new URL(url).searchParams.get('t') }),
			getResponseObject: () => (step('getResponseObject'), response),
			getNodeParameter: (name: string, fallback: unknown) => (step('getNodeParameter'), name === 'events' ? ['positive', 'negative'] : fallback),
			getNode: () => (step('getNode'), { credentials: undefined }),
			getTimezone: () => (step('getTimezone'), 'Europe/Madrid'),
			logger: { error: () => undefined },
		};
		return { context: context as unknown as IWebhookFunctions, asked, answers };
	};

	test.each([
		['looking', 'GET', {}],
		['a tap', 'POST', { do: 'positive' }],
		['a tap by the script', 'POST', { do: 'positive', answer: 'script' }],
		['taking back', 'POST', { do: 'reopen' }],
		['putting off', 'POST', { do: 'week' }],
	] as const)('VM-22 an exception at each step of %s: never thrown on, answered with 503, and what was written starts the workflow', async (_, method, fields) => {
		const whole = requestThat(method, { ...fields, task: String(task) }, 0);
		await answerRequest(whole.context);
		const steps = whole.asked.length;
		expect(steps).toBeGreaterThan(5);
		for (let at = 1; at <= steps; at++) {
			const fresh = await host.task();
			const { context, answers } = requestThat(method, { ...fields, task: String(fresh) }, at);
			const response = await answerRequest(context);
			const { outcome } = await host.taskRecord(fresh);
			expect(response).toMatchObject({ noWebhookResponse: true });
			expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 503)).toEqual([]);
			// Nobody is told that it is done where it isn't.
			if (answers.some(({ status, body }) => status === 200 && body.includes('result positive'))) expect(outcome).toBe('positive');
			const items = response.workflowData?.[0]?.map(({ json }) => json['id']) ?? [];
			expect(items).toEqual(outcome === 'positive' ? [fresh] : []);
		}
	});

	test('VM-22 a browser that has hung up breaks nothing', async () => {
		const { context } = requestThat('POST', { do: 'positive', task: String(task) }, 0);
		const broken = { ...context, getResponseObject: () => { throw new Error('gone'); } } as unknown as IWebhookFunctions;
		const response = await answerRequest(broken);
		expect(response.workflowData?.[0]).toMatchObject([{ json: { id: task, event: 'positive' } }]);
	});
});
