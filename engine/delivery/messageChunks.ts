import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { CHUNK_BUDGET, FIRST_WINDOW, nextWindow } from '../campaigns/chunk';
import { EngineError } from '../EngineError';
import { all, first, type Steps, type Tx } from '../store/Transaction';

/** Messages that a person decides about. */
export interface NamedMessages {
	/** Null: all of the campaign. */
	readonly messageIds: readonly number[] | null;
	readonly campaignId: number | null;
}

/** Where to go on after a chunk. */
export interface MessageResume {
	readonly afterId: number;
	/** When the work began (UTC ms): what came into its state since then is not what the person saw. */
	readonly begun: number;
}

export interface MessageChunk {
	readonly changed: number;
	/** Null: all is done. */
	readonly resume: MessageResume | null;
}

/** One turn at a set of messages: what each chunk's transaction is asked. */
export interface ChunkOf<Input> {
	readonly input: Input;
	readonly resume: MessageResume | null;
}

/** @throws EngineError where neither messages nor a campaign are named */
export function checkNamed({ messageIds, campaignId }: NamedMessages, what: string): void {
	if (messageIds !== null || campaignId !== null) return;
	throw new EngineError('invalid-input', `It was not said which ${what}.`, 'Choose a campaign, or give the ids of messages.');
}

/**
 * Goes on with the named messages of one state for one chunk: windows of them, in the order of their ids, until the
 * budget is used. A call that was interrupted is simply made again: what was done has left the state.
 * @param inState the condition of the state, as the index over `FOR_A_PERSON` has it
 * @param carryOut changes a window's messages; answers how many
 */
export function* messageChunk(
	tx: Tx,
	named: NamedMessages,
	inState: RawBuilder<SqlBool>,
	resume: MessageResume | null,
	carryOut: (ids: readonly number[]) => Steps<number>,
): Steps<MessageChunk> {
	const begun = resume?.begun ?? tx.now;
	let afterId = resume?.afterId ?? 0;
	let changed = 0;
	let limit = FIRST_WINDOW;
	for (;;) {
		const start = tx.elapsed();
		const window = yield* nextWindowOf(tx, named, inState, { afterId, begun }, limit);
		if (window.ids.length > 0) changed += yield* carryOut(window.ids);
		if (window.throughId === null) return { changed, resume: null };
		afterId = window.throughId;
		const next = nextWindow(limit, tx.elapsed() - start, CHUNK_BUDGET - tx.elapsed());
		if (next === null) return { changed, resume: { afterId, begun } };
		limit = next;
	}
}

/** Carries out chunk after chunk; answers how many messages were changed. */
export async function allChunks(chunk: (resume: MessageResume | null) => Promise<MessageChunk>): Promise<number> {
	let changed = 0;
	let resume: MessageResume | null = null;
	do {
		const done: MessageChunk = await chunk(resume);
		changed += done.changed;
		resume = done.resume;
	} while (resume !== null);
	return changed;
}

/** How many of the named messages are in a state: so many a change of them would be about. */
export function* countInState(tx: Tx, { messageIds, campaignId }: NamedMessages, inState: RawBuilder<SqlBool>): Steps<number> {
	const isNamed = messageIds === null ? sql`campaign_id = ${campaignId}` : tx.dialect.inNumbers(sql.ref('id'), messageIds);
	const row = yield* first(tx, sql<{ found: number }>`SELECT COUNT(*) AS found FROM message WHERE ${inState} AND ${isNamed}`);
	return row?.found ?? 0;
}

interface MessageWindow {
	readonly ids: readonly number[];
	/** Null: there are no more behind it. */
	readonly throughId: number | null;
}

function* nextWindowOf(tx: Tx, named: NamedMessages, inState: RawBuilder<SqlBool>, { afterId, begun }: MessageResume, limit: number): Steps<MessageWindow> {
	const part = named.messageIds === null ? null : nextIds(named.messageIds, afterId, limit);
	const isNamed = part === null ? sql<SqlBool>`campaign_id = ${named.campaignId} AND id > ${afterId}` : tx.dialect.inNumbers(sql.ref('id'), part);
	const rows = yield* all(tx, messagesInState(inState, isNamed, begun, limit));
	const looked = part ?? rows.map(({ id }) => id);
	return { ids: rows.map(({ id }) => id), throughId: looked.length < limit ? null : (looked.at(-1) ?? null) };
}

/** Of those named, the first that are in the state since before the work began. */
export function messagesInState(inState: RawBuilder<SqlBool>, isNamed: RawBuilder<SqlBool>, begun: number, limit: number): RawBuilder<{ id: number }> {
	return sql`SELECT id FROM message WHERE ${inState} AND ${isNamed} AND updated_at <= ${begun} ORDER BY id LIMIT ${limit}`;
}

function nextIds(ids: readonly number[], afterId: number, limit: number): number[] {
	return [...new Set(ids)].filter((id) => id > afterId).sort((one, other) => one - other).slice(0, limit);
}
