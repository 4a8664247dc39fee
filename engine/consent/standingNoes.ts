import type { ConsentScope, ConsentSource, DecidedEntry } from './ConsentEntry';

export interface StandingNo {
	readonly scope: ConsentScope;
	readonly scopeRef: string;
	readonly source: ConsentSource;
	/** UTC ms of the no that stands. */
	readonly since: number;
}

/** What decides of an entry; who it is about is the caller's business. */
export type Deciding = Pick<DecidedEntry, 'scope' | 'scopeRef' | 'source' | 'decision' | 'happenedAt'>;

/**
 * Which noes stand for one address or one record, from all its entries in any order.
 * A no stands unless a later lift by the same source, or by a person, cancels it; ties go to no.
 */
export function standingNoes(entries: readonly Deciding[]): StandingNo[] {
	const standing = new Map<string, StandingNo>();
	for (const entry of entries) {
		if (entry.decision !== 'no') continue;
		if (isLifted(entry, entries)) continue;
		const key = `${entry.scope}\n${entry.scopeRef}\n${entry.source}`;
		const known = standing.get(key);
		if (!known || known.since < entry.happenedAt) {
			standing.set(key, { scope: entry.scope, scopeRef: entry.scopeRef, source: entry.source, since: entry.happenedAt });
		}
	}
	return [...standing.values()];
}

/** Whether a no is cancelled by a later lift of the same source, or of a person; ties go to no. */
export function isLifted(no: Deciding, entries: readonly Deciding[]): boolean {
	return entries.some(
		(other) =>
			other.decision === 'lift' &&
			other.scope === no.scope &&
			other.scopeRef === no.scopeRef &&
			(other.source === no.source || other.source === 'user') &&
			other.happenedAt > no.happenedAt,
	);
}
