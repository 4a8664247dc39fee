import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import type { Catalogue } from '../records/catalogue/Catalogue';
import type { SearchKind } from '../records/kinds';
import { all, type Steps, type Tx } from '../store/Transaction';
import type { Condition, Segment } from './Criteria';
import type { FrozenCondition, FrozenSegment } from './Frozen';
import type { Clock } from './relativeDates';
import { resolveValue } from './resolveValue';
import { readFilter, type SavedFilter } from './savedFilters';

/** Saved filters inside saved filters: so many levels, and so many conditions when all are written out. */
const MAX_LEVELS = 10;
const MAX_CONDITIONS = 3_000;

/** What a segment is frozen against. */
export interface FreezeContext {
	readonly catalogue: Catalogue;
	readonly clock: Clock;
}

interface Walk extends FreezeContext {
	/** The saved filters being written out, the outermost first. */
	readonly chain: readonly SavedFilter[];
	readonly used: Used;
}

/** What the whole walk has come across. */
interface Used {
	conditions: number;
	readonly campaigns: Set<number>;
	readonly accounts: Set<number>;
	readonly filters: Map<number, SavedFilter>;
}

/**
 * Writes a segment out so that it depends on records alone.
 * @throws EngineError for a saved filter that is missing, empty, about other kinds or part of a circle,
 * and for a campaign or account that is not there: never "everyone" by mistake
 */
export function* freezeSegment(tx: Tx, context: FreezeContext, segment: Segment): Steps<FrozenSegment> {
	const walk = newWalk(context);
	const tabs = [];
	for (const tab of segment.tabs) tabs.push({ kind: tab.kind, condition: yield* freeze(tx, walk, tab.kind, tab.condition) });
	yield* checkUsed(tx, walk.used);
	return { tabs };
}

/** The same for one condition. */
export function* freezeCondition(tx: Tx, context: FreezeContext, kind: SearchKind, condition: Condition): Steps<FrozenCondition> {
	const walk = newWalk(context);
	const frozen = yield* freeze(tx, walk, kind, condition);
	yield* checkUsed(tx, walk.used);
	return frozen;
}

function newWalk(context: FreezeContext): Walk {
	return { ...context, chain: [], used: { conditions: 0, campaigns: new Set(), accounts: new Set(), filters: new Map() } };
}

function* freeze(tx: Tx, walk: Walk, kind: SearchKind, condition: Condition): Steps<FrozenCondition> {
	if (++walk.used.conditions > MAX_CONDITIONS) {
		throw new EngineError('invalid-input', `The segment and its saved filters have more than ${MAX_CONDITIONS} conditions.`, 'Use fewer saved filters, or lists (is any of).');
	}
	switch (condition.type) {
		case 'group': {
			const conditions = [];
			for (const part of condition.conditions) conditions.push(yield* freeze(tx, walk, kind, part));
			return { ...condition, conditions };
		}
		case 'filter':
			return negated(condition.negate, yield* filterCondition(tx, walk, kind, condition.filterId));
		case 'accountFilter': {
			const { negate } = condition;
			return { type: 'accountWhere', condition: yield* filterCondition(tx, walk, 'account', condition.filterId), negate };
		}
		case 'accountWhere': {
			const { negate } = condition;
			return { type: 'accountWhere', condition: yield* freeze(tx, walk, 'account', condition.condition), negate };
		}
		case 'field':
			return { ...condition, value: yield* resolveValue(tx, walk, kind, condition) };
		case 'account':
			for (const id of condition.accountIds) walk.used.accounts.add(id);
			return condition;
		case 'member':
		case 'messages':
		case 'tasks':
		case 'opportunities':
		case 'mayBeEmailed':
			if (condition.campaignId) walk.used.campaigns.add(condition.campaignId);
			return condition;
		case 'softBounces':
		case 'contacts':
			return condition;
	}
}

function negated(negate: boolean | undefined, condition: FrozenCondition): FrozenCondition {
	return negate ? { type: 'group', match: 'none', conditions: [condition] } : condition;
}

/** What a saved filter or report says about a kind: any of its tabs of that kind. */
function* filterCondition(tx: Tx, walk: Walk, kind: SearchKind, filterId: number): Steps<FrozenCondition> {
	const at = walk.chain.findIndex((filter) => filter.id === filterId);
	if (at >= 0) throw circle(walk.chain.slice(at));
	const known = walk.used.filters.get(filterId);
	const filter = known ?? (yield* readFilter(tx, walk.catalogue, filterId));
	walk.used.filters.set(filterId, filter);
	const chain = [...walk.chain, filter];
	if (chain.length > MAX_LEVELS) {
		throw new EngineError('invalid-input', `Saved filters are nested more than ${MAX_LEVELS} deep: ${names(chain)}.`, 'Let them use fewer other filters.');
	}
	const tabs = filter.segment.tabs.filter((tab) => tab.kind === kind);
	if (tabs.length === 0) {
		const plural = walk.catalogue.kind(kind).labelPlural.toLowerCase();
		const found = [...new Set(filter.segment.tabs.map((tab) => walk.catalogue.kind(tab.kind).labelPlural.toLowerCase()))].join(', ');
		throw new EngineError('invalid-input', `The saved filter "${filter.name}" finds ${found}, no ${plural}.`, `Choose a saved filter over ${plural}.`);
	}
	const conditions = [];
	for (const tab of tabs) conditions.push(yield* freeze(tx, { ...walk, chain }, kind, tab.condition));
	return { type: 'group', match: 'any', conditions };
}

function circle(chain: readonly SavedFilter[]): EngineError {
	return new EngineError(
		'invalid-input',
		`Saved filters use each other in a circle: ${names([...chain, ...chain.slice(0, 1)])}.`,
		'Take the condition "in saved filter" out of one of them.',
	);
}

function names(chain: readonly SavedFilter[]): string {
	return chain.map((filter) => `"${filter.name}"`).join(' → ');
}

function* checkUsed(tx: Tx, used: Used): Steps<void> {
	yield* checkThere(tx, 'campaign', [...used.campaigns]);
	yield* checkThere(tx, 'account', [...used.accounts]);
}

/** "Not a member of a campaign that was deleted" would else be everyone. */
function* checkThere(tx: Tx, kind: 'campaign' | 'account', ids: readonly number[]): Steps<void> {
	if (ids.length === 0) return;
	const rows = yield* all(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(kind)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
	const there = new Set(rows.map((row) => row.id));
	const missing = ids.filter((id) => !there.has(id));
	if (missing.length === 0) return;
	throw new EngineError(
		'not-found',
		`The segment names ${missing.length === 1 ? `the ${kind}` : `${kind}s`} ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}, not in the store.`,
		`Choose ${kind === 'campaign' ? 'a campaign' : 'an account'} that is there; it may have been deleted.`,
	);
}
