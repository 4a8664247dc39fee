import { Agent, request } from 'node:http';
import { join } from 'node:path';

import type { EventPost } from '../test/simulators/sendgrid/SignedPosts';
import { BenchProcess } from './BenchProcess';

export interface N8nSettings {
	readonly userFolder: string;
	readonly storeFile: string;
	/** Where the trigger sets its webhook up. */
	readonly sendGridUrl: string;
	/** What its posts are checked with. */
	readonly verificationKey: string;
}

interface N8nAddress {
	/** The trigger's. */
	readonly url: string;
}

interface TaskRuns {
	readonly runs: number;
}

export type N8nReply = N8nAddress | TaskRuns;

/** n8n's engine with a published Email Events Trigger. */
export class BenchN8n {
	private readonly agent = new Agent({ keepAlive: true });

	private constructor(
		private readonly child: BenchProcess,
		private readonly url: string,
	) {}

	static async start(settings: N8nSettings): Promise<BenchN8n> {
		const child = new BenchProcess(join(__dirname, 'n8nProcess.js'), settings);
		return new BenchN8n(child, (await child.reply<N8nAddress>()).url);
	}

	/** Posts events; answers after how many ms they were answered. */
	async post({ body, headers }: EventPost): Promise<number> {
		const start = performance.now();
		const { status, text } = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
			request(this.url, { method: 'POST', agent: this.agent, headers: { ...headers, 'Content-Length': body.length } }, (answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('end', () => resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() }));
			})
				.once('error', reject)
				.end(body);
		});
		if (status !== 200) throw new Error(`A post was answered with ${status}: ${text.slice(0, 300)}`);
		return performance.now() - start;
	}

	/** From now on 100,000 tasks are made, and 100,000 again. */
	async makeTasks(): Promise<void> {
		await this.child.ask<TaskRuns>('tasks');
	}

	/** Answers how often 100,000 tasks were made. */
	async restFromTasks(): Promise<number> {
		return (await this.child.ask<TaskRuns>('rest')).runs;
	}

	async stop(): Promise<void> {
		this.agent.destroy();
		await this.child.stop();
	}
}
