/** What went wrong, for code that has to tell failures apart; the words for people are in message and wayOut. */
export type EngineErrorCode =
	| 'invalid-input'
	| 'not-found'
	| 'conflict'
	| 'not-allowed'
	| 'expired'
	| 'unavailable'
	/** This package contradicts itself: nobody's data or settings are at fault. */
	| 'internal-fault'
	| 'store-broken'
	| 'store-newer'
	| 'store-readonly'
	| 'store-full'
	| 'store-location';

/** What code that goes on after a failure wants to know of it. */
export interface FailureDetails {
	/** A service takes no more calls before then, UTC ms: nothing is wrong, the rest waits. */
	readonly retryAt?: number;
	/** What was asked for may have been done: the answer was lost. */
	readonly uncertain?: boolean;
}

/**
 * A failure a user can act on.
 * `message` names the thing that is wrong; `wayOut` says what to do about it.
 * Never holds a secret: both texts are shown in the editor and kept in executions.
 */
export class EngineError extends Error {
	override readonly name = 'EngineError';

	constructor(
		readonly code: EngineErrorCode,
		message: string,
		readonly wayOut: string,
		readonly details: FailureDetails = {},
	) {
		super(message);
	}
}
