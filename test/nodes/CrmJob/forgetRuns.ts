import { writeSetting } from '../../../engine/records/settings';
import { defineTransaction, type Steps } from '../../../engine/store/Transaction';

/** As if nobody had ever run due jobs. */
export const forgetRuns = defineTransaction(__filename, 'write', 'test.forgetRuns', function* (tx, _input: null): Steps<void> {
	yield* writeSetting(tx, 'jobs.lastRunAt', null);
});
