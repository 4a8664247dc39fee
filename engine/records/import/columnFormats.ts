import type { Catalogue } from '../catalogue/Catalogue';
import type { FieldType } from '../catalogue/Field';
import type { Kind } from '../kinds';
import type { DateOrder } from './dateParts';
import { detectDateOrder } from './detectDateOrder';
import { detectDecimal } from './detectDecimal';
import type { Cell, ColumnFormat, ImportColumn } from './ImportBatch';
import type { HeaderMapping } from './mapHeaders';
import type { Decimal } from './numberText';

/** How the file's values are written, as far as the user says. */
export interface GivenFormats {
	readonly dateOrder?: DateOrder;
	/** What stands before a number's decimals. */
	readonly decimal?: Decimal;
}

/** Days since 1900 with an optional time: 45292 is 2024-01-01. Shorter numbers are more likely years. */
const SERIAL = /^\d{5}(\.\d+)?$/;

/**
 * How each mapped column writes dates and numbers, by a sample of its rows. Where the sample leaves a choice, a
 * value must leave none: it is refused rather than guessed.
 * @param given what the user says: it counts for all columns of dates, or of numbers
 */
export function columnFormats(
	catalogue: Catalogue,
	kind: Kind,
	mapping: HeaderMapping,
	sample: readonly { readonly cells: readonly Cell[] }[],
	given: GivenFormats,
): ImportColumn[] {
	return mapping.columns.map(({ index, field, by }) => {
		const cells = sample.flatMap(({ cells: all }) => {
			const cell = all[index];
			return typeof cell === 'string' && cell !== '' ? [cell.trim()] : [];
		});
		return { field, by, format: formatOf(catalogue.field(kind, field).type, cells, given) };
	});
}

function formatOf(type: FieldType, cells: readonly string[], given: GivenFormats): ColumnFormat {
	const none: ColumnFormat = { dateOrder: null, decimal: null, excelSerial: false };
	switch (type) {
		case 'date':
		case 'instant': {
			const detected = detectDateOrder(cells);
			return { ...none, dateOrder: given.dateOrder ?? (detected === 'ambiguous' ? null : detected), excelSerial: cells.some((cell) => SERIAL.test(cell)) };
		}
		case 'integer':
		case 'number': {
			const detected = detectDecimal(cells);
			return { ...none, decimal: given.decimal ?? (detected === 'ambiguous' ? null : detected) };
		}
		default:
			return none;
	}
}
