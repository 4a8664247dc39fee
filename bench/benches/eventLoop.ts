import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';

import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import { countSelection } from '../../engine/selections/countSelection';
import { createSelection } from '../../engine/selections/createSelection';
import type { Store } from '../../engine/store/Store';
import { type Bench, figureOf } from '../Bench';
import { timed } from '../compare';
import { segmentCases } from '../segmentCases';
import { bigRetail } from './segments';
import { makeTasks, selected } from './tasks';

const RESOLUTION = 5;
const ROUNDS = 3;
const MEGABYTE = 1024 * 1024;

/** While segments are searched, written and counted, and 100,000 tasks made of a selection: how late the editor's timers come, and how much memory is added. */
export const bench: Bench = {
	name: 'event loop and memory',
	async *run({ stores }) {
		const { store, takeMembers } = await stores.sqlite();
		const catalogue = new Catalogue();
		const cases = segmentCases(await bigRetail(store));
		const round = async (on: Store): Promise<void> => {
			for (const { segment } of cases) {
				const selection = await createSelection(on, catalogue, { source: { segment }, timeZone: 'UTC' });
				await countSelection(on, selection);
				made.push(selection.id);
			}
			await makeTasks(on, chosen);
		};
		const made: number[] = [];
		const chosen = await selected(store);
		await createSelection(store, catalogue, { source: { segment: { tabs: [{ kind: 'task', condition: { type: 'field', field: 'id', operator: 'is', value: 1 } }] } }, timeZone: 'UTC' });

		globalThis.gc?.();
		const baseline = process.memoryUsage.rss();
		let peak = baseline;
		const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
		let longest = 0;
		// A transaction that waits for its turn counts in full: this is what a writer sees at worst.
		const watched: Store = {
			dialect: store.dialect,
			id: store.id,
			location: store.location,
			intake: store.intake,
			close: () => store.close(),
			async run(transaction, input) {
				const { milliseconds, result } = await timed(() => store.run(transaction, input));
				if (transaction.mode === 'write') longest = Math.max(longest, milliseconds);
				return result;
			},
		};
		const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
		delay.enable();
		for (let at = 0; at < ROUNDS; at++) await round(watched);
		delay.disable();
		clearInterval(sampler);
		for (const id of [...made, chosen.id]) await takeMembers(id);
		const side = new DatabaseSync(store.location, { timeout: 10_000 });
		side.exec('DELETE FROM task WHERE run_id IS NOT NULL; PRAGMA wal_checkpoint(TRUNCATE)');
		side.close();

		const p99 = delay.percentile(99) / 1e6 - RESOLUTION;
		yield figureOf('X-04 event-loop delay p99 while segments and processes run', 'sqlite', p99, 'ms', { op: '<=', value: 50 });
		yield figureOf('X-04 longest write lock while segments and processes run', 'sqlite', longest, 'ms', { op: '<=', value: 500 });
		yield figureOf('X-04 growth of memory while segments and processes run', 'sqlite', (peak - baseline) / MEGABYTE, 'MB', { op: '<=', value: 200 });
	},
};
