import { setTimeout as pause } from 'node:timers/promises';

import type { N8nClient } from '../../../scripts/realN8n/N8nClient';
import { HOOK_PATH, reviewWorkflow } from './reviewWorkflow';

/** A review that waits for a person: its page's address, as a node before it mails it. */
export interface OpenReview {
	readonly address: string;
	readonly executionId: string;
}

/** Reviews in a real n8n, started by a request. */
export class Reviews {
	private constructor(
		private readonly client: N8nClient,
		private readonly url: string,
		readonly workflowId: string,
	) {}

	/** Makes the workflow, and publishes it. */
	static async create(client: N8nClient, url: string): Promise<Reviews> {
		const workflowId = await client.create(reviewWorkflow());
		await client.publish(workflowId);
		return new Reviews(client, url, workflowId);
	}

	/** @param source the contacts that it is about */
	async open(source: string, minutes: number = 60): Promise<OpenReview> {
		const answer = await fetch(`${this.url}/webhook/${HOOK_PATH}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ source, minutes }) });
		const review = openReview(await answer.text());
		await this.reaches(review, ['waiting'], 30);
		return review;
	}

	/** Waits until it stands so. Gives which nodes have run. */
	async reaches({ executionId }: OpenReview, wanted: readonly string[], seconds: number): Promise<ReadonlySet<string>> {
		for (const until = Date.now() + seconds * 1_000; ; await pause(100)) {
			const { status, ran } = await this.client.execution(executionId);
			if (wanted.includes(status)) return ran;
			if (Date.now() > until) throw new Error(`Execution ${executionId} is "${status}" after ${seconds} s, not ${wanted.join(' or ')}.`);
		}
	}

	/** Throws unless it still waits for somebody. */
	async expectWaiting(review: OpenReview): Promise<void> {
		await this.reaches(review, ['waiting'], 0);
	}
}

/** @throws Error for what is no signed address of a waiting execution */
export function openReview(address: string): OpenReview {
	const [, executionId] = /\/webhook-waiting\/(\d+)\?signature=\w+$/.exec(address) ?? [];
	if (executionId === undefined) throw new Error(`This is no address of a review: ${address.slice(0, 300)}`);
	return { address, executionId };
}
