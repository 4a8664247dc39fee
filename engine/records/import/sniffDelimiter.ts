import { CsvParser, type CsvRecord } from './CsvParser';
import { EngineError } from '../../EngineError';

/** Where two fit equally well the earlier one wins: a comma is the one that stands in ordinary text. */
const CANDIDATES = ['\t', ';', '|', ','] as const;

const RECORDS_LOOKED_AT = 200;

interface Fit {
	readonly delimiter: string;
	readonly share: number;
	readonly columns: number;
}

/**
 * The delimiter that splits the sample's records as its first line says. Text inside quotes doesn't count.
 * @param complete whether the sample is the whole file; otherwise its last, cut record is left out
 * @returns a comma for a table of one column
 */
export function sniffDelimiter(sample: string, complete: boolean): string {
	let best: Fit | null = null;
	const broken = new Set<string>();
	for (const delimiter of CANDIDATES) {
		const records = tryRecords(sample, delimiter, complete);
		if (records === null) {
			broken.add(delimiter);
			continue;
		}
		const fit = fitOf(delimiter, records);
		if (fit && (!best || fit.share > best.share || (fit.share === best.share && fit.columns > best.columns))) best = fit;
	}
	if (best) return best.delimiter;
	const likely = mostFrequent(sample);
	return likely !== null && broken.has(likely) ? likely : oneColumn(sample, complete);
}

/** NULL when quotes are not balanced under this delimiter. */
function tryRecords(sample: string, delimiter: string, complete: boolean): CsvRecord[] | null {
	const parser = new CsvParser(delimiter);
	try {
		const records = parser.push(sample);
		if (complete || records.length === 0) records.push(...parser.end());
		return records.slice(0, RECORDS_LOOKED_AT);
	} catch (error) {
		if (error instanceof EngineError) return null;
		throw error;
	}
}

function fitOf(delimiter: string, records: readonly CsvRecord[]): Fit | null {
	const [header, ...rows] = records;
	if (!header || header.cells.length < 2) return null;
	const columns = header.cells.length;
	const fitting = rows.filter((row) => row.cells.length >= 2 && row.cells.length <= columns).length;
	return { delimiter, columns, share: rows.length === 0 ? 1 : fitting / rows.length };
}

/** One column: any delimiter that its values don't contain. */
function oneColumn(sample: string, complete: boolean): string {
	const order = [',', ';', '\t', '|'];
	return order.find((delimiter) => tryRecords(sample, delimiter, complete)?.every((record) => record.cells.length === 1)) ?? ',';
}

/**
 * The delimiter seen most in the first line; NULL for none. Where quotes are broken under it, it is still the likeliest,
 * and reading with it gives the error that names the line.
 */
function mostFrequent(sample: string): string | null {
	const firstLine = sample.trimStart().split(/[\r\n]/, 1)[0] ?? '';
	let best: { delimiter: string; count: number } | null = null;
	for (const delimiter of CANDIDATES) {
		const count = firstLine.split(delimiter).length - 1;
		if (count > (best?.count ?? 0)) best = { delimiter, count };
	}
	return best?.delimiter ?? null;
}
