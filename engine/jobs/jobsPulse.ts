import { readSetting, writeSetting } from '../records/settings';
import { defineTransaction, type Steps } from '../store/Transaction';

const LAST_RUN = 'jobs.lastRunAt';

/** Notes that somebody runs what is due: queued jobs are being looked after. */
export const noteJobsRun = defineTransaction(__filename, 'write', 'jobs.note', function* (tx, _input: null): Steps<void> {
	yield* writeSetting(tx, LAST_RUN, tx.now);
});

/** When due jobs were last run (UTC ms); null: never. */
export const lastJobsRun = defineTransaction(__filename, 'read', 'jobs.lastRun', function* (tx, _input: null): Steps<number | null> {
	const at = yield* readSetting(tx, LAST_RUN);
	return typeof at === 'number' ? at : null;
});
