/** What read-excel-file gives for a cell, numbers being the digits of the file. */
export type WorkbookCell = string | boolean | Date | null;

const DIGITS_KEPT = 15;

/**
 * A workbook's number as plain digits: 1.1000000000000001 is the nearest double to 1.1 and comes out as 1.1,
 * 3.4E+10 as 34000000000, a long integer keeps every digit it has in the file.
 */
export function numberText(raw: string): string {
	const text = raw.trim();
	if (/^-?\d+$/.test(text)) return text;
	const value = Number(text);
	if (text === '' || !Number.isFinite(value)) return raw;
	const shortest = Number(value.toPrecision(DIGITS_KEPT)) === value ? String(Number(value.toPrecision(DIGITS_KEPT))) : String(value);
	return shortest.includes('e') ? plainDigits(shortest) : shortest;
}

/** 1.5e+21 → 1500000000000000000000 */
function plainDigits(scientific: string): string {
	const [mantissa = '', exponent = '0'] = scientific.split('e');
	const sign = mantissa.startsWith('-') ? '-' : '';
	const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
	const point = whole.length + Number(exponent);
	const digits = whole + fraction;
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
	if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
	return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A cell as text: dates as 2024-01-31 or, with a time, 2024-01-31T09:30:00 (no zone: a workbook has none). */
export function cellText(cell: WorkbookCell): string {
	if (cell === null) return '';
	if (typeof cell === 'boolean') return cell ? 'true' : 'false';
	return typeof cell === 'string' ? cell : dateText(cell);
}

function dateText(date: Date): string {
	// A time of day is a fraction of a day in a double: whole seconds are what was meant.
	const iso = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19);
	return iso.endsWith('T00:00:00') ? iso.slice(0, 10) : iso;
}
