import { createHash } from 'node:crypto';

import { canonicalJson } from '../canonicalJson';
import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { SEARCH_KINDS } from '../records/kinds';
import { getSelection } from '../selections/getSelection';
import type { StoredSelection } from '../selections/storedSelection';
import { foldOrNull } from '../store/fold';
import type { Store } from '../store/Store';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import { checkSettings } from './checkSettings';
import type { Job, JobSettings } from './Job';
import { processableSelection } from './processable';
import { toJob, type JobRow } from './storedJob';

export interface NewJob {
	readonly selectionId: number;
	readonly settings: JobSettings;
	/** Null: named by what it does. */
	readonly name: string | null;
	/** UTC ms; null: with the next run. */
	readonly dueAt: number | null;
	/** What queues it, in words. */
	readonly queuedBy: string | null;
	/** What asks for it, such as an execution and a node: asked again for the same it is the same job. */
	readonly askedBy: string | null;
}

export interface Queued {
	readonly job: Job;
	/** Whether this very step had queued it before: a retry. */
	readonly queuedBefore: boolean;
}

const MAX_NAME = 200;

/**
 * Queues work on a selection. It keeps its records for as long as the job waits, also beyond the selection's expiry.
 * @param storeId the store that the item with the selection's id names
 * @throws EngineError for a selection that may not be processed, or settings that can't be carried out
 */
export async function queueJob(store: Store, asked: NewJob, storeId: string): Promise<Queued> {
	await getSelection(store, asked.selectionId, storeId);
	return await store.run(queue, asked);
}

const queue = defineTransaction(__filename, 'write', 'jobs.queue', function* (tx, asked: NewJob): Steps<Queued> {
	const key = asked.askedBy === null ? null : originKey(asked.askedBy, asked);
	const known = key === null ? null : yield* readByKey(tx, key);
	if (known) return { job: toJob(known), queuedBefore: true };
	const { catalogue, selection } = yield* checkedJob(tx, asked);
	const name = (asked.name ?? (yield* nameOf(tx, catalogue, asked.settings, selection))).slice(0, MAX_NAME);
	const made = yield* first(
		tx,
		tx.db
			.insertInto('job')
			.values({
				name,
				name_f: foldOrNull(name),
				kind: asked.settings.kind,
				selection_id: asked.selectionId,
				settings: JSON.stringify(asked.settings),
				state: 'queued',
				origin_key: key,
				queued_by: asked.queuedBy,
				queued_at: tx.now,
				due_at: asked.dueAt ?? tx.now,
			})
			// Of two that queue the same at once both have the one.
			.onConflict((conflict) => conflict.doNothing())
			.returningAll(),
	);
	if (made) return { job: toJob(made), queuedBefore: false };
	const other = key === null ? null : yield* readByKey(tx, key);
	if (other) return { job: toJob(other), queuedBefore: true };
	throw new EngineError('store-broken', 'The job could not be written.', 'Try again.');
});

/** What a job needs to be queued, or foreseen. @throws EngineError for what can't be carried out */
export function* checkedJob(tx: Tx, asked: Pick<NewJob, 'selectionId' | 'settings'>): Steps<{ catalogue: Catalogue; selection: StoredSelection }> {
	const catalogue = yield* loadCatalogue(tx);
	const selection = yield* processableSelection(tx, asked.selectionId);
	yield* checkSettings(tx, catalogue, asked.settings, 'look');
	const { settings } = asked;
	if (settings.kind === 'copy' && selection.count > 0 && (selection.byKind[settings.fromKind] ?? 0) === 0) {
		throw new EngineError(
			'invalid-input',
			`Selection ${selection.id} holds no ${catalogue.kind(settings.fromKind).labelPlural.toLowerCase()} to copy from.`,
			'Search for them, or copy from another kind of record.',
		);
	}
	return { catalogue, selection };
}

function* readByKey(tx: Tx, key: string): Steps<JobRow | null> {
	return yield* first(tx, tx.db.selectFrom('job').selectAll().where('origin_key', '=', key).where('deleting', '=', 0));
}

function originKey(askedBy: string, { selectionId, settings }: NewJob): string {
	return createHash('sha256').update(`${askedBy}\n${selectionId}\n${canonicalJson(settings)}`).digest('hex').slice(0, 32);
}

function* nameOf(tx: Tx, catalogue: Catalogue, settings: JobSettings, selection: StoredSelection): Steps<string> {
	switch (settings.kind) {
		case 'assign': {
			const user = yield* first(tx, tx.db.selectFrom('crm_user').select('name').where('id', '=', settings.userId));
			const what = SEARCH_KINDS.flatMap((kind) => {
				const count = selection.byKind[kind] ?? 0;
				return count === 0 ? [] : [`${count} ${(count === 1 ? catalogue.kind(kind).label : catalogue.kind(kind).labelPlural).toLowerCase()}`];
			});
			return `Assign ${what.join(', ') || 'nothing'} to ${user?.name ?? `user ${settings.userId}`}`;
		}
		case 'copy': {
			const [from, to] = [catalogue.kind(settings.fromKind), catalogue.kind(settings.toKind)];
			const [source, target] = [catalogue.field(settings.fromKind, settings.fromField), catalogue.field(settings.toKind, settings.toField)];
			const count = selection.byKind[settings.fromKind] ?? 0;
			const whose = count === 1 ? `1 ${from.label.toLowerCase()} to ${target.label} of its` : `${count} ${from.labelPlural.toLowerCase()} to ${target.label} of their`;
			return `Copy ${source.label} of ${whose} ${to.labelPlural.toLowerCase()}`;
		}
	}
}
