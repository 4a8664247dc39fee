import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { standingNo } from '../consent/consentSql';
import { EngineError } from '../EngineError';
import type { Field } from '../records/catalogue/Field';
import { normaliseAddress } from '../records/emailAddress';
import { kindCode } from '../records/kinds';
import { fold } from '../store/fold';
import type { CriteriaValue, Operator } from './Criteria';
import { and, atom, not, or, total, type Formula } from './Formula';
import { hasAddressKey } from './operators';
import { dayBounds } from './relativeDates';
import { column, compared, type FieldScope } from './Scope';
import { startsWith } from './textSql';

/** Lists up to this length go in as parameters of their own, so that indexes are used. */
const SHORT_LIST = 50;

/** A field condition whose value has been validated for its field, days resolved. */
export interface FieldCondition {
	readonly field: string;
	readonly operator: Operator;
	readonly value?: CriteriaValue;
}

/** What a field condition says, with an empty field fulfilling exactly the negative operators. */
export function fieldFormula(scope: FieldScope, condition: FieldCondition): Formula {
	const field = scope.catalogue.field(scope.kind, condition.field);
	const { operator, value } = condition;
	switch (operator) {
		case 'isNot':
			return not(positive(scope, field, 'is', value));
		case 'isNoneOf':
			return not(positive(scope, field, 'isAnyOf', value));
		case 'doesNotContain':
			return not(positive(scope, field, 'contains', value));
		case 'isNotEmpty':
			return not(isEmpty(scope, field));
		case 'isFalse':
			return not(isTrue(scope, field));
		case 'isEmpty':
			return isEmpty(scope, field);
		case 'isTrue':
			return isTrue(scope, field);
		case 'isMalformed':
			return and(total(sql`${column(scope, 'email')} IS NOT NULL`), total(sql`${column(scope, 'email_key')} IS NULL`));
		default:
			return positive(scope, field, operator, value);
	}
}

type Positive = Exclude<Operator, 'isNot' | 'isNoneOf' | 'doesNotContain' | 'isNotEmpty' | 'isFalse' | 'isEmpty' | 'isTrue' | 'isMalformed'>;

function positive(scope: FieldScope, field: Field, operator: Positive, value: CriteriaValue | undefined): Formula {
	switch (field.type) {
		case 'text':
		case 'longText':
		case 'phone':
		case 'url':
		case 'option':
			return textFormula(scope, field, operator, value);
		case 'email':
			return hasAddressKey(field) ? addressFormula(scope, field, operator, value) : textFormula(scope, field, operator, value);
		case 'integer':
		case 'number':
		case 'reference':
			return numberFormula(scope, field, operator, value);
		case 'date':
		case 'instant':
			return dayFormula(scope, field, operator, value);
		case 'boolean':
			throw unfit(field, operator);
	}
}

function textFormula(scope: FieldScope, field: Field, operator: Positive, value: CriteriaValue | undefined): Formula {
	const stored = storedText(scope, field);
	const asStored = (text: string | number): string => (isFolded(field) ? fold(String(text)) : String(text));
	if (operator === 'isAnyOf') return inTexts(scope, stored, listOf(field, value).map(asStored));
	const text = asStored(oneOf(field, value));
	switch (operator) {
		case 'is':
			return atom(sql`${stored} = ${text}`);
		case 'contains':
			return atom(scope.dialect.contains(stored, text));
		case 'startsWith':
			return startsWith(stored, text);
		case 'endsWith': {
			const length = [...text].length;
			return scope.dialect.name === 'sqlite'
				? atom(sql`substr(${stored}, ${-length}) = ${text}`)
				: atom(sql`right(${stored}, ${sql.lit(length)}) = ${text}`);
		}
		default:
			throw unfit(field, operator);
	}
}

/** An address is itself however it is written: compared by its normalised form. */
function addressFormula(scope: FieldScope, field: Field, operator: Positive, value: CriteriaValue | undefined): Formula {
	const given = operator === 'is' ? [oneOf(field, value)] : operator === 'isAnyOf' ? listOf(field, value) : null;
	if (given === null) return textFormula(scope, field, operator, value);
	const keys: string[] = [];
	const texts: string[] = [];
	for (const text of given.map(String)) {
		const key = normaliseAddress(text);
		if (key === null) texts.push(fold(text));
		else keys.push(key);
	}
	return or(inTexts(scope, column(scope, 'email_key'), keys), inTexts(scope, storedText(scope, field), texts));
}

function numberFormula(scope: FieldScope, field: Field, operator: Positive, value: CriteriaValue | undefined): Formula {
	const stored = storedNumber(scope, field);
	const compared = (sign: RawBuilder<unknown>): Formula => atom(sql`${stored} ${sign} ${Number(oneOf(field, value))}`);
	switch (operator) {
		case 'is':
			return compared(sql`=`);
		case 'isAnyOf': {
			const list = listOf(field, value).map(Number);
			const whole = list.every(Number.isSafeInteger);
			return whole && list.length > SHORT_LIST ? atom(scope.dialect.inNumbers(stored, list)) : atom(inParameters(stored, list));
		}
		case 'isGreaterThan':
			return compared(sql`>`);
		case 'isAtLeast':
			return compared(sql`>=`);
		case 'isLessThan':
			return compared(sql`<`);
		case 'isAtMost':
			return compared(sql`<=`);
		case 'isBetween': {
			const [from, until] = pairOf(field, value);
			return atom(sql`${stored} BETWEEN ${Number(from)} AND ${Number(until)}`);
		}
		default:
			throw unfit(field, operator);
	}
}

/** Days: of a date the text itself, of an instant the day's first moment and the next day's. */
function dayFormula(scope: FieldScope, field: Field, operator: Positive, value: CriteriaValue | undefined): Formula {
	const between = (first: string, last: string): Formula => {
		if (field.type === 'date') return atom(sql`${storedText(scope, field)} BETWEEN ${first} AND ${last}`);
		const stored = storedNumber(scope, field);
		return atom(sql`${stored} >= ${dayBounds(first, scope.timeZone).from} AND ${stored} < ${dayBounds(last, scope.timeZone).until}`);
	};
	switch (operator) {
		case 'isBetween': {
			const [from, until] = pairOf(field, value);
			return between(String(from), String(until));
		}
		case 'isOn': {
			const day = String(oneOf(field, value));
			return between(day, day);
		}
		case 'isBefore': {
			const day = String(oneOf(field, value));
			return field.type === 'date'
				? atom(sql`${storedText(scope, field)} < ${day}`)
				: atom(sql`${storedNumber(scope, field)} < ${dayBounds(day, scope.timeZone).from}`);
		}
		case 'isAfter': {
			const day = String(oneOf(field, value));
			return field.type === 'date'
				? atom(sql`${storedText(scope, field)} > ${day}`)
				: atom(sql`${storedNumber(scope, field)} >= ${dayBounds(day, scope.timeZone).until}`);
		}
		default:
			throw unfit(field, operator);
	}
}

function isEmpty(scope: FieldScope, field: Field): Formula {
	if (field.type === 'reference') return total(sql`COALESCE(${storedNumber(scope, field)}, 0) = 0`);
	if (field.type === 'integer' || field.type === 'number' || field.type === 'instant') return total(sql`${storedNumber(scope, field)} IS NULL`);
	return total(sql`${storedText(scope, field)} IS NULL`);
}

function isTrue(scope: FieldScope, field: Field): Formula {
	switch (field.storage.kind) {
		case 'consent':
			return total(standingNo(column(scope, 'email_key'), kindCode(scope.kind), column(scope, 'id'), null));
		case 'column':
			return atom(sql`${column(scope, field.storage.column)} = 1`);
		case 'custom':
			return atom(sql`${scope.dialect.jsonText(column(scope, 'custom'), field.storage.key)} IN ('1', 'true')`);
	}
}

/** Whether a text field's folded form is stored beside it. */
export function isFolded(field: Field): boolean {
	return field.storage.kind === 'custom' ? field.type !== 'date' && field.type !== 'boolean' : field.storage.kind === 'column' && field.storage.folded;
}

function storedText(scope: FieldScope, field: Field): RawBuilder<unknown> {
	switch (field.storage.kind) {
		case 'column':
			return compared(scope, field.storage.folded ? `${field.storage.column}_f` : field.storage.column);
		case 'custom':
			return scope.dialect.jsonText(column(scope, isFolded(field) ? 'custom_f' : 'custom'), field.storage.key);
		case 'consent':
			throw unfit(field, 'is');
	}
}

function storedNumber(scope: FieldScope, field: Field): RawBuilder<unknown> {
	switch (field.storage.kind) {
		case 'column':
			return compared(scope, field.storage.column);
		case 'custom':
			return scope.dialect.jsonNumber(column(scope, 'custom'), field.storage.key);
		case 'consent':
			throw unfit(field, 'is');
	}
}

function inTexts(scope: FieldScope, stored: RawBuilder<unknown>, list: readonly string[]): Formula {
	if (list.length === 0) return or();
	return atom(list.length > SHORT_LIST ? scope.dialect.inTexts(stored, list) : inParameters(stored, list));
}

function inParameters(stored: RawBuilder<unknown>, list: readonly (string | number)[]): RawBuilder<SqlBool> {
	const [only] = list;
	return list.length === 1 ? sql<SqlBool>`${stored} = ${only}` : sql<SqlBool>`${stored} IN (${sql.join([...list])})`;
}

function oneOf(field: Field, value: CriteriaValue | undefined): string | number {
	if (typeof value === 'string' || typeof value === 'number') return value;
	throw new EngineError('invalid-input', `The condition on "${field.label}" has no value.`, 'Give one.');
}

function listOf(field: Field, value: CriteriaValue | undefined): readonly (string | number)[] {
	if (typeof value === 'object' && value !== null) return value;
	throw new EngineError('invalid-input', `The condition on "${field.label}" has no list of values.`, 'Give one.');
}

function pairOf(field: Field, value: CriteriaValue | undefined): readonly [string | number, string | number] {
	const [from, until] = listOf(field, value);
	if (from !== undefined && until !== undefined) return [from, until];
	throw new EngineError('invalid-input', `The condition on "${field.label}" needs from and to.`, 'Give both.');
}

function unfit(field: Field, operator: Operator): EngineError {
	return new EngineError('invalid-input', `The field "${field.label}" has no operator "${operator}".`, 'Choose another operator.');
}
