import type { IRunExecutionData } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';

import type { Execution } from './Execution';
import type { RunResult } from './RunResult';

/** An execution that stands still, and what n8n would have stored of it. */
export interface Waiting {
	readonly execution: Execution;
	readonly data: IRunExecutionData;
}

/** How long after an answer an execution may take until it goes on, in ms. */
const GOES_ON_WITHIN = 5_000;

/** The executions of a host: which of them wait, and how those ended that did wait. */
export class WaitingExecutions {
	private readonly waiting = new Map<string, Waiting>();
	private readonly settled = new Map<string, Promise<RunResult>>();

	/** Remembers an execution that waits now; gives its result on. */
	keep(execution: Execution, result: RunResult): RunResult {
		if (result.status === 'waiting' && result.run) this.waiting.set(execution.id, { execution, data: deepCopy(result.run.data) });
		return result;
	}

	/** A waiting execution, with a copy of its data to go on from; undefined when none of that id waits. */
	find(id: string): Waiting | undefined {
		const found = this.waiting.get(id);
		return found && { execution: found.execution, data: deepCopy(found.data) };
	}

	/** Goes on with a waiting execution; it no longer waits, unless it comes to wait again. */
	resume({ execution, data }: Waiting): Promise<RunResult> {
		this.waiting.delete(execution.id);
		const ended = execution.process(execution.createWorkflow(), data).then((result) => this.keep(execution, result));
		this.settled.set(execution.id, ended);
		return ended;
	}

	/** Whether an execution of that id waited once and went on. */
	wentOn(id: string): boolean {
		return this.settled.has(id);
	}

	/** What became of an execution after it went on last. A page's answer may come before the execution goes on. Rejects when it doesn't. */
	async result(id: string): Promise<RunResult> {
		for (const until = Date.now() + GOES_ON_WITHIN; !this.settled.has(id) && Date.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 10));
		const result = this.settled.get(id);
		if (!result) throw new Error(`Execution ${id} didn't go on after a wait: nobody resumed it and it didn't time out.`);
		return await result;
	}

	/** Lets the time of a wait be up. Rejects when no such execution waits. */
	async timeOut(id: string): Promise<RunResult> {
		const waiting = this.find(id);
		if (!waiting) throw new Error(`Execution ${id} isn't waiting.`);
		return await this.resume(waiting);
	}
}
