import type { Field, FieldType } from '../records/catalogue/Field';
import type { Operator } from './Criteria';

/** What an operator is given beside the field. */
export type Operand =
	| 'none'
	/** One value of the field's type. */
	| 'value'
	/** A list of values of the field's type. */
	| 'values'
	/** A day: YYYY-MM-DD, or relative to now. */
	| 'day'
	/** A list of two: from, to, both included. Days for dates and instants, numbers for numbers. */
	| 'pair';

/** An operator as a drop-down offers it. */
export interface OperatorChoice {
	readonly value: Operator;
	readonly label: string;
	readonly operand: Operand;
}

/** Every operator in words. */
export const OPERATOR_LABELS: Readonly<Record<Operator, string>> = {
	is: 'Is',
	isNot: 'Is Not',
	contains: 'Contains',
	doesNotContain: 'Does Not Contain',
	startsWith: 'Starts With',
	endsWith: 'Ends With',
	isEmpty: 'Is Empty',
	isNotEmpty: 'Is Not Empty',
	isAnyOf: 'Is Any Of',
	isNoneOf: 'Is None Of',
	isGreaterThan: 'Is Greater Than',
	isAtLeast: 'Is at Least',
	isLessThan: 'Is Less Than',
	isAtMost: 'Is at Most',
	isBetween: 'Is Between',
	isBefore: 'Is Before',
	isAfter: 'Is After',
	isOn: 'Is On',
	isTrue: 'Is True',
	isFalse: 'Is False',
	isMalformed: 'Is Malformed',
};

const EQUALITY = ['is', 'isNot', 'isAnyOf', 'isNoneOf'] as const;
const EMPTINESS = ['isEmpty', 'isNotEmpty'] as const;
const TEXT = [...EQUALITY, 'contains', 'doesNotContain', 'startsWith', 'endsWith', ...EMPTINESS] as const;
const NUMBER = [...EQUALITY, 'isGreaterThan', 'isAtLeast', 'isLessThan', 'isAtMost', 'isBetween', ...EMPTINESS] as const;
const DAY = ['isOn', 'isBefore', 'isAfter', 'isBetween', ...EMPTINESS] as const;

const BY_TYPE: Readonly<Record<FieldType, readonly Operator[]>> = {
	text: TEXT,
	longText: TEXT,
	email: TEXT,
	phone: TEXT,
	url: TEXT,
	option: TEXT,
	integer: NUMBER,
	number: NUMBER,
	boolean: ['isTrue', 'isFalse'],
	date: DAY,
	instant: DAY,
	reference: [...EQUALITY, ...EMPTINESS],
};

/** The operators a field takes, in the order in which they are offered. */
export function operatorsOf(field: Field): readonly OperatorChoice[] {
	const operators = hasAddressKey(field) ? [...BY_TYPE.email, 'isMalformed' as const] : BY_TYPE[field.type];
	return operators.map((value) => ({ value, label: OPERATOR_LABELS[value], operand: operandOf(value, field.type) }));
}

/** Whether a field is the address mail goes to, with its normalised form beside it. */
export function hasAddressKey(field: Field): boolean {
	return field.type === 'email' && field.storage.kind === 'column' && field.storage.column === 'email';
}

function operandOf(operator: Operator, type: FieldType): Operand {
	switch (operator) {
		case 'isEmpty':
		case 'isNotEmpty':
		case 'isTrue':
		case 'isFalse':
		case 'isMalformed':
			return 'none';
		case 'isAnyOf':
		case 'isNoneOf':
			return 'values';
		case 'isBetween':
			return 'pair';
		case 'isBefore':
		case 'isAfter':
		case 'isOn':
			return 'day';
		case 'is':
		case 'isNot':
		case 'contains':
		case 'doesNotContain':
		case 'startsWith':
		case 'endsWith':
		case 'isGreaterThan':
		case 'isAtLeast':
		case 'isLessThan':
		case 'isAtMost':
			return type === 'date' || type === 'instant' ? 'day' : 'value';
	}
}
