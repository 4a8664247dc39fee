import type { GeneralParameters } from '../selections/GeneralParameters';
import type { ProcessSettings } from './ProcessRun';

/** What a run's row keeps in its `parameters`. */
export interface KeptRun {
	readonly settings: ProcessSettings;
	readonly parameters: GeneralParameters;
	/** For messages: what the template said when the run began. */
	readonly templateVersionId: number | null;
	/** Where the turn stood when the run began. */
	readonly firstTurn: number;
	/** The step of an execution that asked for it. */
	readonly askedBy: string | null;
}
