import { monitorEventLoopDelay } from 'node:perf_hooks';

import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import { countSelection } from '../../engine/selections/countSelection';
import { createSelection } from '../../engine/selections/createSelection';
import type { Bench, Figure } from '../Bench';
import { segmentCases } from '../segmentCases';
import { bigRetail } from './segments';

const RESOLUTION = 5;
const ROUNDS = 3;
const MEGABYTE = 1024 * 1024;

/** While segments are searched, written and counted: how late the editor's timers come, and how much memory is added. */
export const bench: Bench = {
	name: 'event loop and memory',
	async *run({ stores }) {
		const { store, takeMembers } = await stores.sqlite();
		const catalogue = new Catalogue();
		const cases = segmentCases(await bigRetail(store));
		const round = async (): Promise<void> => {
			for (const { segment } of cases) {
				const selection = await createSelection(store, catalogue, { source: { segment }, timeZone: 'UTC' });
				await countSelection(store, selection);
				made.push(selection.id);
			}
		};
		const made: number[] = [];
		await createSelection(store, catalogue, { source: { segment: { tabs: [{ kind: 'task', condition: { type: 'field', field: 'id', operator: 'is', value: 1 } }] } }, timeZone: 'UTC' });

		globalThis.gc?.();
		const baseline = process.memoryUsage.rss();
		let peak = baseline;
		const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
		const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
		delay.enable();
		for (let at = 0; at < ROUNDS; at++) await round();
		delay.disable();
		clearInterval(sampler);
		for (const id of made) await takeMembers(id);

		const p99 = delay.percentile(99) / 1e6 - RESOLUTION;
		yield figure('X-04 event-loop delay p99 while segments run', p99, 'ms', 50);
		yield figure('X-04 growth of memory while segments run', (peak - baseline) / MEGABYTE, 'MB', 200);
	},
};

/** Against a bar of its own: there is nothing to compare with. */
function figure(name: string, ours: number, unit: string, value: number): Figure {
	return { name, store: 'sqlite', ours, reference: value, unit, ratio: ours, bar: { op: '<=', value } };
}
