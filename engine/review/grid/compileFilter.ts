import { sql } from 'kysely';

import { standingNo } from '../../consent/consentSql';
import type { Field } from '../../records/catalogue/Field';
import { kindCode, type RecipientKind } from '../../records/kinds';
import type { Operator } from '../../segments/Criteria';
import { fieldFormula } from '../../segments/compileField';
import { accountFormula } from '../../segments/compileRelations';
import { and, FALSE, not, or, total, TRUE, type Formula } from '../../segments/Formula';
import { column, ofRecipient, related, relatedById, type FieldScope, type Inner } from '../../segments/Scope';
import { fold } from '../../store/fold';
import { isConsentState, type ConsentState } from './ConsentState';
import { COLUMN_TYPES, GRID_COLUMNS, placeOf, type GridColumn, type Place } from './gridColumns';
import type { GridCondition, GridFilter, GridOperator } from './GridFilter';
import type { GridScope } from './GridContext';

/** Where words are looked for. */
const TEXTS = GRID_COLUMNS.filter((name) => COLUMN_TYPES[name] === 'text');

/** Which rows of a kind a filter lets through, as a condition over the kind's table under the name `r`. */
export function filterFormula(scope: GridScope, filter: GridFilter): Formula {
	const words = filter.words.map((word) => or(...TEXTS.map((name) => conditionFormula(scope, name, { operator: 'contains', values: [word] }))));
	const columns = filter.columns.map((one) => {
		const conditions = one.conditions.map((condition) => conditionFormula(scope, one.column, condition));
		return one.match === 'all' ? and(...conditions) : or(...conditions);
	});
	return and(...words, ...columns);
}

type Positive = Exclude<GridOperator, 'doesNotContain' | 'isNot' | 'isEmpty' | 'isNoneOf'>;

/** An empty value fulfils exactly the negative operators. */
function conditionFormula(scope: GridScope, name: GridColumn, { operator, values }: GridCondition): Formula {
	switch (operator) {
		case 'doesNotContain':
			return not(positive(scope, name, 'contains', values));
		case 'isNot':
			return not(positive(scope, name, 'is', values));
		case 'isNoneOf':
			return not(positive(scope, name, 'isAnyOf', values));
		case 'isEmpty':
			return not(positive(scope, name, 'isNotEmpty', values));
		default:
			return positive(scope, name, operator, values);
	}
}

function positive(scope: GridScope, name: GridColumn, operator: Positive, values: readonly (string | number)[]): Formula {
	const place = placeOf(name, scope.kind);
	switch (place.at) {
		case 'nowhere':
			return FALSE;
		case 'kind':
			return values.some((value) => value === scope.kind) ? TRUE : FALSE;
		case 'consent':
			return or(...values.map((value) => (typeof value === 'string' && isConsentState(value) ? consentFormula(scope, value) : FALSE)));
		case 'own':
			return ownFormula(scope, place.field, operator, values);
		case 'recipient':
			return ofRecipient(scope, (outer, kind) => recipientFormula(scope, outer, kind, place.field, operator, values));
		case 'account':
			return accountFormula(scope, (at, outer) => named(at, outer, 'account', operator, values));
		case 'named':
			return named(scope, place.field, place.kind, operator, values);
	}
}

function ownFormula(scope: GridScope, name: string, operator: Positive, values: readonly (string | number)[]): Formula {
	const field = scope.catalogue.field(scope.kind, name);
	if (operator === 'isNotEmpty' || !isCode(field)) return compare(scope, name, operator, values);
	const codes = field.options.filter(({ value, label }) => says(scope.labels[value] ?? label, operator, String(values[0]))).map(({ value }) => value);
	return codes.length === 0 ? FALSE : fieldFormula(scope, { field: name, operator: 'isAnyOf', value: codes });
}

/** A closed list kept by the engine: what stands in the column is no word that people see. */
function isCode(field: Field): boolean {
	return field.type === 'option' && field.storage.kind === 'column' && !field.storage.folded;
}

function says(label: string, operator: Positive, text: string): boolean {
	const [word, part] = [fold(label), fold(text)];
	switch (operator) {
		case 'contains':
			return word.includes(part);
		case 'startsWith':
			return word.startsWith(part);
		case 'is':
			return word === part;
		default:
			return false;
	}
}

function recipientFormula(scope: GridScope, outer: string, kind: RecipientKind, field: Extract<Place, { at: 'recipient' }>['field'], operator: Positive, values: readonly (string | number)[]): Formula {
	if (field === 'title' && kind === 'account') return FALSE;
	return relatedById(scope, outer, kind, (at) => compare({ ...at, kind }, field, operator, values));
}

/** Whether a column refers to a record whose name fulfils the condition. */
function named(scope: Parameters<typeof related>[0], outer: string, kind: 'account' | 'user' | 'campaign', operator: Positive, values: readonly (string | number)[]): Formula {
	const holds = (at: Inner) => compare({ ...at, kind }, 'name', operator, values);
	if (scope.kind === kind && outer === 'id') return holds(scope);
	return related(scope, outer, { table: kind === 'user' ? 'crm_user' : kind, column: 'id', where: holds });
}

function compare(scope: FieldScope, field: string, operator: Positive, values: readonly (string | number)[]): Formula {
	const [only] = values;
	return fieldFormula(scope, { field, operator: operator satisfies Operator, value: values.length === 1 ? only : [...values] });
}

/** As the verdict on a mailing judges (candidates.ts), of one row by itself. */
function consentFormula(scope: GridScope, state: ConsentState): Formula {
	if (state === 'noRecipient') return not(ofRecipient(scope, (outer, kind) => (outer === 'id' ? TRUE : relatedById(scope, outer, kind, () => TRUE))));
	const holds = (at: Inner, kind: RecipientKind) => consentHolds(at, kind, state, scope.campaignId);
	return ofRecipient(scope, (outer, kind) => (outer === 'id' ? holds(scope, kind) : relatedById(scope, outer, kind, (at) => holds(at, kind))));
}

function consentHolds(at: Inner, kind: RecipientKind, state: Exclude<ConsentState, 'noRecipient'>, campaignId: number | null): Formula {
	const key = column(at, 'email_key');
	const address = total(sql`${column(at, 'email')} IS NOT NULL`);
	const valid = total(sql`${key} IS NOT NULL`);
	const no = (of: 'anybody' | 'all but bounces') => total(standingNo(key, kindCode(kind), column(at, 'id'), campaignId, of));
	switch (state) {
		case 'mayBeMailed':
			return and(valid, not(no('anybody')));
		case 'optedOut':
			return and(valid, no('all but bounces'));
		case 'bounced':
			return and(valid, no('anybody'), not(no('all but bounces')));
		case 'malformedAddress':
			return and(address, not(valid));
		case 'noAddress':
			return not(address);
	}
}
