import { EngineError } from '../../EngineError';
import type { SqlValue } from '../../store/Transaction';
import type { Field, KindDefinition } from '../catalogue/Field';
import { parseValue } from '../values';
import { evidentDecimal } from './detectDecimal';
import type { Cell, ColumnFormat } from './ImportBatch';
import { numberText, type Decimal } from './numberText';
import { parseBoolean } from './parseBoolean';
import { parseDate, parseInstant } from './parseDate';
import { parseNumber } from './parseNumber';
import { parsed, unreadable, type Parsed } from './Parsed';

/** A cell of a mapped column as the store holds it; references aside. Blank is NULL. */
export function parseCell(kind: KindDefinition, field: Field, cell: Cell, format: ColumnFormat, timeZone: string): Parsed<SqlValue> {
	if (cell === null || cell === '') return parsed<SqlValue>(null);
	if (typeof cell === 'string') {
		switch (field.type) {
			case 'date':
				return named(field, parseDate(cell, dates(format)));
			case 'instant':
				return named(field, parseInstant(cell, { ...dates(format), zone: timeZone }));
			case 'integer':
			case 'number': {
				const number = parseNumber(cell, format.decimal ?? (field.type === 'integer' ? wholeDecimal(cell) : undefined));
				if (!number.ok || number.value === null) return named(field, number);
				return checked(kind, field, number.value, timeZone);
			}
			case 'boolean': {
				const flag = parseBoolean(cell);
				return flag.ok ? parsed<SqlValue>(flag.value === null ? null : flag.value ? 1 : 0) : named(field, flag);
			}
			default:
				break;
		}
	}
	return checked(kind, field, cell, timeZone);
}

/** A whole number has no decimals: in "1,200" the comma can only stand between thousands. */
function wholeDecimal(cell: string): Decimal | undefined {
	const number = numberText(cell);
	if (!number || evidentDecimal(number) !== null) return undefined;
	return number.digits.includes(',') ? '.' : ',';
}

function dates(format: ColumnFormat): { order?: 'dmy' | 'mdy'; excelSerial: boolean } {
	return { order: format.dateOrder ?? undefined, excelSerial: format.excelSerial };
}

function named<Value extends SqlValue>(field: Field, value: Parsed<Value>): Parsed<SqlValue> {
	return value.ok ? value : unreadable(`${field.label}: ${value.reason}`);
}

function checked(kind: KindDefinition, field: Field, cell: Cell, timeZone: string): Parsed<SqlValue> {
	try {
		return parsed(parseValue(kind, field, cell, { timeZone }));
	} catch (error) {
		if (error instanceof EngineError) return unreadable(`${error.message} ${error.wayOut}`);
		throw error;
	}
}
