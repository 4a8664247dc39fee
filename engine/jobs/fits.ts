import type { Field, FieldType } from '../records/catalogue/Field';

const TEXTS: readonly FieldType[] = ['text', 'longText', 'phone', 'url', 'email', 'option'];

/** From which types of field a field of a type takes its values; each value is checked all the same. */
const TAKES: Readonly<Record<Exclude<FieldType, 'reference'>, readonly FieldType[]>> = {
	text: [...TEXTS, 'integer', 'date'],
	longText: [...TEXTS, 'integer', 'date'],
	phone: ['phone', 'text'],
	url: ['url', 'text'],
	email: ['email', 'text'],
	option: ['option', 'text'],
	integer: ['integer'],
	number: ['number', 'integer'],
	boolean: ['boolean'],
	date: ['date'],
	instant: ['instant'],
};

/** Whether values of one field can be put into another. A reference takes only records of its own kind. */
export function fits(from: Field, to: Field): boolean {
	if (from.storage.kind === 'consent') return false;
	if (to.type === 'reference') return from.type === 'reference' && from.to === to.to;
	return TAKES[to.type].includes(from.type);
}
