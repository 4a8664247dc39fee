import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { PROCESS_ORDER } from '../campaigns/processOrder';
import { Catalogue } from '../records/catalogue/Catalogue';
import type { Kind, SearchKind } from '../records/kinds';
import { referringColumns } from '../records/related';
import type { CountByKind } from '../selections/storedSelection';
import { openTask } from '../tasks/openTask';
import { RELATED_KINDS, type JobSettings, type RelatedChoice, type RelatedKind } from './Job';

/** How records are reached from selected ones of a kind. */
export interface Way {
	readonly from: SearchKind;
	/** What is reached: the selected records themselves, records that refer to them, or to a contact of theirs. */
	readonly to: Kind;
	readonly by: 'itself' | 'reference' | 'contact';
	readonly onlyOpen: boolean;
}

/** References are the engine's own: custom fields make no relation. */
export const RELATIONS = new Catalogue();

/** Kinds of records that may hang on one of this kind, itself or through a contact. */
export function relatedKindsOf(kind: SearchKind): readonly RelatedKind[] {
	return RELATED_KINDS.filter((related) => refers(related, kind));
}

/**
 * All ways of a job through a selection of these kinds, in the order in which they are gone: of several that lead to a
 * record the first counts.
 */
export function waysOf(settings: JobSettings, selected: CountByKind): readonly Way[] {
	const kinds = PROCESS_ORDER.filter((kind) => (selected[kind] ?? 0) > 0);
	switch (settings.kind) {
		case 'assign': {
			const related = RELATED_KINDS.filter((kind) => settings.related.includes(kind));
			return [...kinds.map((kind): Way => ({ from: kind, to: kind, by: 'itself', onlyOpen: false })), ...kinds.flatMap((from) => related.flatMap((to) => between(from, to, settings)))];
		}
		case 'copy':
			return kinds.includes(settings.fromKind) ? between(settings.fromKind, settings.toKind, settings) : [];
	}
}

function between(from: SearchKind, to: RelatedKind, { onlyOpen, throughContacts }: RelatedChoice): Way[] {
	const ways: Way[] = refers(to, from) ? [{ from, to, by: 'reference', onlyOpen }] : [];
	if (throughContacts && from === 'account' && to !== 'contact') ways.push({ from, to, by: 'contact', onlyOpen });
	return ways;
}

function refers(related: RelatedKind, kind: SearchKind): boolean {
	return related !== kind && referringColumns(RELATIONS, related, kind).length > 0;
}

/** Whether there is still something to do about a record, called `alias` in the query. */
export function isOpen(kind: Kind, alias: string): RawBuilder<SqlBool> {
	if (kind === 'task') return openTask(alias);
	if (kind === 'opportunity') return sql<SqlBool>`COALESCE(${sql.ref(`${alias}.stage_f`)}, '') NOT IN ('closed won', 'closed lost')`;
	return sql<SqlBool>`1 = 1`;
}
