import { createHash } from 'node:crypto';

import { canonicalJson } from '../canonicalJson';
import type { GeneralParameters } from '../selections/GeneralParameters';
import { keepTemplateVersion } from '../messages/templateVersion';
import { all, change, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { checkedProcess } from './checkedProcess';
import { firstTurn } from './firstTurn';
import type { KeptRun } from './KeptRun';
import { NO_COUNTS, type ProcessCounts, type ProcessRun, type ProcessSettings } from './ProcessRun';

export interface BeginRunInput {
	readonly selectionId: number;
	readonly settings: ProcessSettings;
	/** Over those that ride with the selection. */
	readonly parameters: Partial<GeneralParameters>;
	/** Make everything once more, although the same was done with this selection. */
	readonly createAgain: boolean;
	/** What asks for it, such as an execution and a node. Asked again by the same it is the same run, whatever "now" has become: a retry does nothing twice. */
	readonly askedBy?: string;
}

/**
 * Opens a run, or finds the one there is: the same operation with the same parameters on the same selection is
 * the same run, so a retry resumes and a repeat changes nothing.
 * @throws EngineError for what may not be processed, or names something that is gone
 */
export const beginRun = defineTransaction(__filename, 'write', 'campaigns.beginRun', function* (tx, input: BeginRunInput) {
	const { selectionId, parameters } = yield* checkedProcess(tx, input);
	const known = yield* findRun(tx, input, parameters);
	if (known && (known.state !== 'done' || !input.createAgain || (input.askedBy !== undefined && known.askedBy === input.askedBy))) return known;

	const kept: KeptRun = {
		settings: input.settings,
		parameters,
		templateVersionId: input.settings.operation === 'messages' ? yield* keepTemplateVersion(tx, input.settings.templateId) : null,
		firstTurn: yield* firstTurn(tx, input.settings),
		askedBy: input.askedBy ?? null,
	};
	yield* change(
		tx,
		tx.db
			.insertInto('process_run')
			.values({
				selection_id: selectionId,
				operation: input.settings.operation,
				hash: hashOf({ settings: input.settings, parameters }),
				repeat_number: known ? known.repeatNumber + 1 : 0,
				state: 'running',
				parameters: JSON.stringify(kept),
				counts: JSON.stringify(NO_COUNTS),
				started_at: tx.now,
			})
			// Of two processes that begin the same at once, both work on the one.
			.onConflict((conflict) => conflict.columns(['selection_id', 'operation', 'hash', 'repeat_number']).doNothing()),
	);
	const made = yield* findRun(tx, input, parameters);
	if (!made) throw new Error('A process run that was just written can\'t be read.');
	return made;
});

/**
 * The run there is for this input: what this very step began, whatever its date; else the latest with the very same
 * parameters; else an unfinished one that differs in its date alone. A retry whose date was worked out anew ("now")
 * resumes what it began, also where another step has created everything again since.
 */
export function* findRun(tx: Tx, input: BeginRunInput, parameters: GeneralParameters): Steps<ProcessRun | null> {
	const rows = yield* all(
		tx,
		tx.db
			.selectFrom('process_run')
			.select(['id', 'selection_id', 'hash', 'repeat_number', 'state', 'parameters', 'counts'])
			.where('selection_id', '=', input.selectionId)
			.where('operation', '=', input.settings.operation)
			.orderBy('repeat_number', 'desc')
			.orderBy('id', 'desc'),
	);
	const hash = hashOf({ settings: input.settings, parameters });
	const undated = (of: Pick<KeptRun, 'settings' | 'parameters'>) => hashOf({ settings: of.settings, parameters: { ...of.parameters, dateAt: null } });
	const wanted = undated({ settings: input.settings, parameters });
	const alike = rows.map((row) => ({ row, kept: keptRun(row) })).filter(({ kept }) => undated(kept) === wanted);
	const found =
		alike.find(({ kept }) => input.askedBy !== undefined && kept.askedBy === input.askedBy) ??
		alike.find(({ row }) => row.hash === hash) ??
		alike.find(({ row }) => row.state !== 'done');
	return found ? toRun(found.row) : null;
}

interface RunRow {
	readonly id: number;
	readonly selection_id: number;
	readonly repeat_number: number;
	readonly state: string;
	readonly parameters: string;
	readonly counts: string | null;
}

/** Written by this file: the JSON is what was put in. */
function keptRun(row: Pick<RunRow, 'parameters'>): KeptRun {
	return JSON.parse(row.parameters) as KeptRun;
}

function toRun(row: RunRow): ProcessRun {
	const kept = keptRun(row);
	return {
		id: row.id,
		selectionId: row.selection_id,
		repeatNumber: row.repeat_number,
		askedBy: kept.askedBy,
		state: row.state === 'done' ? 'done' : 'running',
		settings: kept.settings,
		parameters: kept.parameters,
		counts: row.counts === null ? NO_COUNTS : (JSON.parse(row.counts) as ProcessCounts),
	};
}

function hashOf(value: unknown): string {
	return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}
