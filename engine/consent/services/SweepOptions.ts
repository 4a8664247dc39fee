import type { EngineError } from '../../EngineError';

/** How a service is swept. */
export interface SweepOptions {
	/** Reads from the service and changes nothing, here or there. */
	readonly dryRun: boolean;
	/** Reads whole lists and tells every no once more, as if for the first time. */
	readonly startOver: boolean;
	/** When it began, UTC ms. */
	readonly begun: number;
	/** No page and no call is begun after this, UTC ms. */
	readonly deadline: number;
	readonly now: () => number;
}

/** A part of a sweep that could not be done to its end; what was done of it stands. */
export interface Stopped {
	/** The list, `events`, or `noes`. */
	readonly part: string;
	/** Null: time was up. */
	readonly error: EngineError | null;
}
