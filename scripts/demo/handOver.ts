import { itemsOf } from '../host';
import type { ShippedWorkflows } from './ShippedWorkflows';

/** Who hands over, and to whom. */
export interface HandOver {
	readonly from: string;
	readonly to: string;
	/** Records that changed hands. */
	readonly records: number;
}

/** One salesperson hands all records over to another: by the form, then by the job that it queues. */
export async function handOver(workflows: ShippedWorkflows, fromId: number, toId: number): Promise<HandOver> {
	const asked = (await workflows.execute(workflows.read('13-queue-assignments'), { startNode: 'Ask when', inputItems: itemsOf({ When: 'With the next run' }) })).expect('waiting');
	const nameOf = (id: number) => {
		const name = asked.json('List the salespeople').find((user) => user['id'] === id)?.['name'];
		return typeof name === 'string' ? name : '';
	};
	const [from, to] = [nameOf(fromId), nameOf(toId)];
	const looked = await workflows.answer(asked, `${from} (#${fromId})`, `${to} (#${toId})`);
	(await workflows.answer(looked, 'Yes, queue it')).expect('waiting');
	const [job] = (await workflows.run('14-run-jobs')).json('Run due jobs');
	return { from, to, records: Number(job?.['changed'] ?? 0) };
}
