import type { Kind, SearchKind } from '../records/kinds';

/** Kinds of records that hang on selected ones. */
export const RELATED_KINDS = ['contact', 'task', 'opportunity', 'message', 'activity', 'event'] as const satisfies readonly Kind[];

export type RelatedKind = (typeof RELATED_KINDS)[number];

export function isRelatedKind(text: string): text is RelatedKind {
	return RELATED_KINDS.some((kind) => kind === text);
}

/** Which related records are meant. */
export interface RelatedChoice {
	/** Also what hangs on an account only through one of its contacts. */
	readonly throughContacts: boolean;
	/** Leaves related tasks that are not open any more, and closed opportunities, as they are; what is selected itself is meant. */
	readonly onlyOpen: boolean;
}

/** VM-15: the selected records and what hangs on them go to another user. */
export interface AssignSettings extends RelatedChoice {
	readonly kind: 'assign';
	readonly userId: number;
	readonly related: readonly RelatedKind[];
}

/** VM-16: a field's value goes from each selected record of a kind to the records that hang on it. */
export interface CopySettings extends RelatedChoice {
	readonly kind: 'copy';
	readonly fromKind: SearchKind;
	readonly fromField: string;
	readonly toKind: RelatedKind;
	readonly toField: string;
	/** Whether nothing is a value too: it empties the field. Else such records are left as they are. */
	readonly copyEmpty: boolean;
}

export type JobSettings = AssignSettings | CopySettings;

export type JobKind = JobSettings['kind'];

export const JOB_KINDS = ['assign', 'copy'] as const satisfies readonly JobKind[];

/**
 * `running` is worked on under a lease; one that ran out is taken again. A failed or cancelled job keeps what it did
 * and can be run on.
 */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export const JOB_STATES = ['cancelled', 'done', 'failed', 'queued', 'running'] as const satisfies readonly JobState[];

/** What became of a record. */
export type JobOutcome =
	| 'changed'
	/** It held that value already. */
	| 'unchanged'
	/** The record it would come from holds none. */
	| 'nothing to copy'
	/** Its error says why. */
	| 'refused'
	/** Deleted since it was selected or found. */
	| 'gone';

export const JOB_OUTCOMES = ['changed', 'gone', 'nothing to copy', 'refused', 'unchanged'] as const satisfies readonly JobOutcome[];

export type OutcomeCounts = Readonly<Partial<Record<JobOutcome, number>>>;

export interface KindCounts {
	/** Records of the kind that were found, each once. */
	readonly found: number;
	readonly outcomes: OutcomeCounts;
}

export type JobCounts = Readonly<Partial<Record<Kind, KindCounts>>>;

export interface JobFailure {
	readonly message: string;
	readonly wayOut: string;
}

/** A job as it is listed. Instants are UTC ms. */
export interface Job {
	readonly id: number;
	readonly name: string;
	readonly state: JobState;
	readonly settings: JobSettings;
	readonly selectionId: number;
	readonly queuedBy: string | null;
	readonly queuedAt: number;
	readonly dueAt: number;
	/** How often it was begun. */
	readonly runs: number;
	/** Of the last run. */
	readonly counts: JobCounts;
	readonly startedAt: number | null;
	readonly finishedAt: number | null;
	/** Of a failed one. */
	readonly failure: JobFailure | null;
}
