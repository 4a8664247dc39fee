import { sql, type RawBuilder, type SqlBool } from 'kysely';

import type { Steps, Tx } from '../store/Transaction';
import { fieldFormula } from './compileField';
import {
	accountFormula,
	contactsFormula,
	mayBeEmailedFormula,
	memberFormula,
	messagesFormula,
	opportunitiesFormula,
	tasksFormula,
} from './compileRelations';
import type { Condition } from './Criteria';
import { and, atom, not, or, toSql, type Formula } from './Formula';
import { freezeCondition, type FreezeContext } from './freeze';
import { columnsRead } from './columnsRead';
import type { FrozenCondition } from './Frozen';
import { column, related, rootScope, type Scope } from './Scope';
import { softBouncesFormula } from './softBounces';
import { startsFromRelated } from './startsFromRelated';
import type { SearchKind } from '../records/kinds';

/**
 * A condition as SQL over the kind's table, which goes by `r`: true or not true for each row, never an error.
 * Saved filters are read from the store, days resolved by the clock.
 * @throws EngineError as `freezeSegment`
 */
export function* compileCondition(tx: Tx, context: FreezeContext, kind: SearchKind, condition: Condition): Steps<RawBuilder<SqlBool>> {
	const frozen = yield* freezeCondition(tx, context, kind, condition);
	return frozenSql(rootScope(tx.dialect, context.catalogue, context.clock.timeZone, kind), frozen);
}

/** The same for a condition that has been frozen. */
export function frozenSql(scope: Scope, condition: FrozenCondition): RawBuilder<SqlBool> {
	return toSql(ownFormula(scope, condition));
}

/** Of a condition with a table to itself. */
function ownFormula(scope: Scope, condition: FrozenCondition): Formula {
	const columns = columnsRead(scope.kind, condition);
	return formulaOf({ ...scope, several: columns === null || columns.size > 1, driven: startsFromRelated(scope.kind, condition) }, condition);
}

function formulaOf(scope: Scope, condition: FrozenCondition): Formula {
	switch (condition.type) {
		case 'group': {
			const within = condition.match === 'none' ? negated(scope) : scope;
			const parts = condition.conditions.map((part) => formulaOf(within, part));
			switch (condition.match) {
				case 'all':
					return and(...parts);
				case 'any':
					return or(...parts);
				case 'none':
					return not(or(...parts));
			}
		}
		case 'field':
			return fieldFormula(scope, condition);
		case 'account':
			return signed(condition.negate, accountFormula(scope, (at, name) => atom(amongIds(at, name, condition.accountIds))));
		case 'accountWhere':
			return signed(condition.negate, accountFormula(scope, (at, name) => accountsWhere(at, name, condition.condition)));
		case 'member':
			return signed(condition.negate, memberFormula(condition.negate ? negated(scope) : scope, condition.campaignId, condition.status));
		case 'messages':
			return signed(condition.negate, messagesFormula(condition.negate ? negated(scope) : scope, condition.campaignId, condition.outcome));
		case 'tasks':
			return signed(condition.negate, tasksFormula(condition.negate ? negated(scope) : scope, condition.campaignId, condition.match));
		case 'opportunities':
			return signed(condition.negate, opportunitiesFormula(condition.negate ? negated(scope) : scope, condition.campaignId));
		case 'softBounces':
			return signed(condition.negate, softBouncesFormula(scope, condition.inARow, condition.followUp ?? null));
		case 'contacts':
			return signed(condition.negate, contactsFormula(condition.negate ? negated(scope) : scope));
		case 'mayBeEmailed':
			return signed(condition.negate, mayBeEmailedFormula(scope, condition.campaignId ?? null));
	}
}

function signed(negate: boolean | undefined, formula: Formula): Formula {
	return negate ? not(formula) : formula;
}

/** Where few records come into question, whether they have none is looked up for each rather than gathered for all. */
function negated(scope: Scope): Scope {
	return scope.driven ? { ...scope, lookedUp: true } : scope;
}

function amongIds(scope: Scope, name: string, ids: readonly number[]): RawBuilder<SqlBool> {
	const stored = column(scope, name);
	return ids.length > 50 ? scope.dialect.inNumbers(stored, ids) : sql<SqlBool>`${stored} IN (${sql.join([...ids])})`;
}

/** An account's own condition where the account itself is searched; else the account that a column names. */
function accountsWhere(scope: Scope, name: string, condition: FrozenCondition): Formula {
	if (scope.kind === 'account' && name === 'id') return formulaOf(scope, condition);
	return related(scope, name, { table: 'account', column: 'id', where: (at) => ownFormula({ ...at, kind: 'account' }, condition) });
}
