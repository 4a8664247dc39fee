import { EngineError } from '../EngineError';
import { DEFINITIONS } from '../records/catalogue/definitions';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import type { RecordJson } from '../records/RecordJson';
import { readRecord, recordNotFound } from '../records/selectRecords';
import { defineTransaction, type Steps } from '../store/Transaction';
import { applyEvents } from './applyEvents';
import type { MessageEvent } from './MessageEvent';

export interface RecordedEvent {
	readonly outcome: 'recorded' | 'known';
	readonly message: RecordJson;
}

/**
 * Records what became of a message (VM-01), from any node or by hand; see `applyEvents`.
 * @throws EngineError not-found, or conflict for a message that was never sent
 */
export const recordEvent = defineTransaction(__filename, 'write', 'messages.recordEvent', function* (tx, event: MessageEvent): Steps<RecordedEvent> {
	checkTime(event.happenedAt);
	const [outcome] = yield* applyEvents(tx, [event]);
	switch (outcome?.kind) {
		case undefined:
		case 'no message':
			throw recordNotFound(DEFINITIONS.message, event.messageId);
		case 'not sent':
			throw new EngineError(
				'conflict',
				`Message ${event.messageId} was not sent (its status is "${outcome.state}"): it can't be ${event.kind === 'spam' ? 'reported as spam' : event.kind}.`,
				'Choose a message that was sent.',
			);
		case 'applied':
		case 'known':
			return {
				outcome: outcome.kind === 'applied' ? 'recorded' : 'known',
				message: yield* readRecord(tx, yield* loadCatalogue(tx), 'message', event.messageId),
			};
	}
});

function checkTime(happenedAt: number | null): void {
	if (happenedAt === null || (Number.isSafeInteger(happenedAt) && happenedAt > 0)) return;
	throw new EngineError('invalid-input', `${happenedAt} is no time at which something can have happened.`, 'Give the time of the event, or leave it empty for now.');
}
