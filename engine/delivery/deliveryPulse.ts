import { readSetting, writeSetting } from '../records/settings';
import { defineTransaction, type Steps } from '../store/Transaction';

const LAST_DELIVERY = 'delivery.lastRunAt';

/** Notes that a delivery runs: what is queued is being looked after. */
export const noteDelivery = defineTransaction(__filename, 'write', 'delivery.note', function* (tx, _input: null): Steps<void> {
	yield* writeSetting(tx, LAST_DELIVERY, tx.now);
});

/** When a delivery last began or ended (UTC ms); null: none ever did. */
export const lastDelivery = defineTransaction(__filename, 'read', 'delivery.last', function* (tx, _input: null): Steps<number | null> {
	const at = yield* readSetting(tx, LAST_DELIVERY);
	return typeof at === 'number' ? at : null;
});
