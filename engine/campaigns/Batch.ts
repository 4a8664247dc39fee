import type { GeneralParameters } from '../selections/GeneralParameters';
import type { MemberWindow } from '../selections/recipients';

/** One window of rows in the hands of an operation. */
export interface Batch {
	readonly runId: number;
	readonly window: MemberWindow;
	/** Members in the window, gone ones included, and the last one's id. */
	readonly count: number;
	readonly throughId: number;
	readonly parameters: GeneralParameters;
	/** For messages: what the template said when the run began. */
	readonly templateVersionId: number | null;
	/** How many were shared out before this window, by this run and those before it: who is next in turn. */
	readonly turn: number;
}
