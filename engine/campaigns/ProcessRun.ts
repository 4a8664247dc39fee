import type { GeneralParameters } from '../selections/GeneralParameters';
import type { SearchKind } from '../records/kinds';
import type { SqlValue } from '../store/Transaction';

/** What can be made of a selection. */
export type Operation = ProcessSettings['operation'];

/** Who gets what is created. */
export type Assignment =
	/** The record's own user, or the one of the general parameters where one is set. */
	| { readonly kind: 'own' }
	| { readonly kind: 'user'; readonly userId: number }
	/** In turn, so that shares differ by one at most. */
	| { readonly kind: 'shared'; readonly userIds: readonly number[] };

export interface TaskSettings {
	readonly operation: 'tasks';
	readonly type: string;
	readonly status: string;
	readonly assignment: Assignment;
	/** Names a follow-up: a record gets one task of this name, however many runs there are (VM-13). Null: one a run. */
	readonly once: string | null;
}

export interface OpportunitySettings {
	readonly operation: 'opportunities';
	readonly stage: string;
	/** YYYY-MM-DD. */
	readonly closeDate: string | null;
	readonly amount: number | null;
	readonly assignment: Assignment;
	readonly once: string | null;
}

export interface LinkSettings {
	readonly operation: 'campaign_link';
	/** The status of membership that new members get. */
	readonly status: string | null;
}

export interface MessageSettings {
	readonly operation: 'messages';
	readonly templateId: number;
	/** Tells one mailing of a template in a campaign from the next, such as `2026-11`. Empty: only once ever. */
	readonly occurrence: string;
}

/** VM-14: for accounts that have no contact. */
export interface ContactSettings {
	readonly operation: 'contacts';
}

/** How long an event is. */
export type EventLength =
	| { readonly kind: 'minutes'; readonly minutes: number }
	/** Whole days of the calendar, from the start's day in this zone (IANA name) on. */
	| { readonly kind: 'days'; readonly days: number; readonly timeZone: string };

/** Who an event is with. */
export type Attendance =
	/** An event for each record, with it. */
	| {
			readonly kind: 'each';
			readonly assignment: Assignment;
			/** As of tasks. */
			readonly once: string | null;
	  }
	/** One event, with the recipient of each record as a participant; of the general parameters' user. */
	| { readonly kind: 'together' };

/** MU-12: events of the calendar; they start on the general parameters' date. */
export interface EventSettings {
	readonly operation: 'events';
	readonly length: EventLength;
	readonly location: string | null;
	readonly attendance: Attendance;
}

/** A field that is given the same value in many records. */
export interface FieldChange {
	/** Its name in the catalogue. */
	readonly field: string;
	/** As the store holds it (`parseValue`); null empties the field. */
	readonly value: SqlValue;
}

/** MU-12: fields of the selected records set to values, by kind; records of other kinds are left as they are. */
export interface EditSettings {
	readonly operation: 'edit';
	readonly changes: Readonly<Partial<Record<SearchKind, readonly FieldChange[]>>>;
}

export type ProcessSettings = ContactSettings | EditSettings | EventSettings | TaskSettings | OpportunitySettings | LinkSettings | MessageSettings;

/** Whom what is created record by record is assigned to; null where the operation assigns nothing that way. */
export function assignmentOf(settings: ProcessSettings): Assignment | null {
	switch (settings.operation) {
		case 'tasks':
		case 'opportunities':
			return settings.assignment;
		case 'events':
			return settings.attendance.kind === 'each' ? settings.attendance.assignment : null;
		case 'campaign_link':
		case 'contacts':
		case 'edit':
		case 'messages':
			return null;
	}
}

/** Why a selected row led to nothing: it adds up, selected = done + skipped + not sent. */
export type SkipReason =
	/** Deleted since it was selected. */
	| 'gone'
	/** Another row of the selection has the same recipient. */
	| 'duplicate'
	/** Done by an earlier run: a message, a member, a follow-up of that name; or it has those values already. */
	| 'already done'
	/** Nothing that its kind can't do without would be left: neither name nor address nor external ID. */
	| 'would be empty'
	/** Neither a contact nor a lead nor an account stands behind it. */
	| 'no recipient'
	/** This operation means nothing for this kind. */
	| 'no meaning';

export interface ProcessCounts {
	readonly selected: number;
	readonly done: number;
	readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
	/** Messages only: by reason. */
	readonly notSent: Readonly<Record<string, number>>;
}

export const NO_COUNTS: ProcessCounts = { selected: 0, done: 0, skipped: {}, notSent: {} };

export function addCounts(a: ProcessCounts, b: ProcessCounts): ProcessCounts {
	return {
		selected: a.selected + b.selected,
		done: a.done + b.done,
		skipped: addEach(a.skipped, b.skipped),
		notSent: addEach(a.notSent, b.notSent),
	};
}

function addEach<Key extends string>(
	a: Readonly<Partial<Record<Key, number>>>,
	b: Readonly<Partial<Record<Key, number>>>,
): Record<Key, number> {
	const sum: Partial<Record<Key, number>> = { ...a };
	let key: Key;
	for (key in b) sum[key] = (sum[key] ?? 0) + (b[key] ?? 0);
	return sum as Record<Key, number>;
}

/** All reasons together. */
export function total(each: Readonly<Partial<Record<string, number>>>): number {
	return Object.values(each).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** How far a run has come: the next row of a kind after this one. */
export interface ResumeKey {
	readonly kind: SearchKind;
	readonly afterId: number;
}

export interface ProcessRun {
	readonly id: number;
	readonly selectionId: number;
	/** 0 for the first run with these parameters; more where "create again" was asked for. */
	readonly repeatNumber: number;
	/** The step of an execution that asked for it; null: not said. */
	readonly askedBy: string | null;
	readonly state: 'running' | 'done';
	readonly settings: ProcessSettings;
	readonly parameters: GeneralParameters;
	readonly counts: ProcessCounts;
}
