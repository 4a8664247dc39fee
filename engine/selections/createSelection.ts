import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import { isSearchKind, SEARCH_KINDS } from '../records/kinds';
import { checkedZone } from '../segments/relativeDates';
import { validateSegment } from '../segments/validate';
import type { Store } from '../store/Store';
import { buildFromRecords, buildSelection, type BuildFromRecordsResult, type BuildInput, type BuildProgress, type SelectionHead } from './buildSelection';
import { dropExpired } from './dropExpired';
import { NO_PARAMETERS, type GeneralParameters } from './GeneralParameters';
import type { RecordRef } from './RecordRef';
import { findAsked, originKey } from './sameAsked';
import type { Selection } from './Selection';
import type { CountByKind } from './storedSelection';

/** A week: longer than a review waits, shorter than a campaign is forgotten. */
export const DEFAULT_LIFE = 7 * 24 * 3_600_000;
const PART = 10_000;

/** What goes into a selection. */
export type SelectionSource =
	/** Untrusted: validated here. */
	| { readonly segment: unknown }
	/** Records named one by one, each taken once; untrusted. */
	| { readonly records: readonly { readonly kind: string; readonly id: number }[] };

export interface NewSelection {
	readonly source: SelectionSource;
	readonly parameters?: GeneralParameters;
	/** Refused by every process until a person confirmed it. */
	readonly requireConfirmation?: boolean;
	/**
	 * What asks for it, such as an execution and a node. Asked again for the same it is the same selection, as it was
	 * then: a retry resumes its processes instead of doing everything once more.
	 */
	readonly askedBy?: string;
	/** How long it may be processed, in ms; a week by default. */
	readonly expiresInMs?: number;
	/** UTC ms. */
	readonly now?: number;
	/** The workflow's: what "today" means. */
	readonly timeZone: string;
}

/**
 * Searches, and writes what is found as a frozen set of references; what expired long ago is dropped on the way.
 * On SQLite in transactions of about 200 ms, so that no other writer waits long; a record that changes meanwhile
 * is taken as it is when its turn comes.
 * @throws EngineError for a segment or record that is not valid
 */
export async function createSelection(store: Store, catalogue: Catalogue, asked: NewSelection): Promise<Selection> {
	const now = asked.now ?? Date.now();
	const head: SelectionHead = {
		parameters: asked.parameters ?? NO_PARAMETERS,
		requireConfirmation: asked.requireConfirmation ?? false,
		originKey: null,
		createdAt: now,
		expiresAt: now + (asked.expiresInMs ?? DEFAULT_LIFE),
	};
	const clock = { now, timeZone: checkedZone(asked.timeZone) };
	const source = 'segment' in asked.source ? validateSegment(catalogue, asked.source.segment) : asked.source.records.map(checkedRef);
	const key = asked.askedBy === undefined ? null : originKey(asked.askedBy, source);
	const known = key === null ? null : await store.run(findAsked, { key, now });
	if (known) return { ...known, storeId: store.id };
	const keyed = { ...head, originKey: key };
	const built = 'tabs' in source ? await search(store, { head: keyed, segment: source, customFields: catalogue.customFields, clock, progress: null }) : await take(store, keyed, source);
	return await made(store, head, built);
}

async function made(store: Store, head: SelectionHead, { id, byKind, expired }: Built): Promise<Selection> {
	if (expired) await dropExpired(store, head.createdAt);
	return {
		id,
		storeId: store.id,
		state: 'open',
		requireConfirmation: head.requireConfirmation,
		count: Object.values(byKind).reduce((sum, count) => sum + count, 0),
		byKind,
		counts: null,
		parameters: head.parameters,
		createdAt: head.createdAt,
		expiresAt: head.expiresAt,
	};
}

interface Built {
	readonly id: number;
	readonly byKind: CountByKind;
	readonly expired: boolean;
}

async function search(store: Store, input: BuildInput): Promise<Built> {
	let progress: BuildProgress = await store.run(buildSelection, input);
	while (!progress.done) progress = await store.run(buildSelection, { ...input, progress });
	return { id: progress.selectionId, byKind: progress.byKind, expired: progress.expired };
}

async function take(store: Store, head: SelectionHead, records: readonly RecordRef[]): Promise<Built> {
	let selectionId: number | null = null;
	let byKind: CountByKind = {};
	let expired = false;
	let at = 0;
	do {
		const part = records.slice(at, at + PART);
		at += PART;
		const last = at >= records.length;
		const result: BuildFromRecordsResult = await store.run(buildFromRecords, { head, records: part, selectionId, last, byKind });
		({ selectionId, byKind, expired } = result);
	} while (at < records.length);
	return { id: selectionId, byKind, expired };
}

function checkedRef(record: { readonly kind: string; readonly id: number }, index: number): RecordRef {
	const { kind, id } = record;
	if (typeof kind !== 'string' || !isSearchKind(kind)) {
		throw new EngineError('invalid-input', `Item ${index} is no record that can be selected: its kind is "${String(kind).slice(0, 60)}".`, `Give items with kind (one of ${SEARCH_KINDS.join(', ')}) and id.`);
	}
	if (!Number.isSafeInteger(id) || id < 1) {
		throw new EngineError('invalid-input', `Item ${index} has no id of a record.`, 'Give items with kind and id, as CRM Segment and CRM Record return them.');
	}
	return { kind, id };
}
