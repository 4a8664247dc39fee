import { applyEvents } from '../../../engine/events/applyEvents';
import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { defineTransaction, type Steps } from '../../../engine/store/Transaction';

/** As they come from services and pages, many at once. */
export const applyAll = defineTransaction(__filename, 'write', 'test.applyAll', function* (tx, events: readonly MessageEvent[]): Steps<number> {
	const outcomes = yield* applyEvents(tx, events);
	return outcomes.filter((outcome) => outcome.kind === 'applied').length;
});
