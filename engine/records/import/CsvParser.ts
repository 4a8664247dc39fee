import { EngineError } from '../../EngineError';

export interface CsvRecord {
	/** 1-based line in which the record starts. */
	readonly line: number;
	readonly cells: string[];
}

/** Longer than any sensible record: what goes on beyond this is an open quote, or no table. In UTF-16 units. */
export const MAX_RECORD_LENGTH = 1 << 20;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

type Reading =
	| { readonly state: 'record'; readonly cells: string[]; readonly next: number; readonly lineBreaks: number }
	/** More text is needed; quoteAt is the position of a quote that is still open. */
	| { readonly state: 'unfinished'; readonly quoteAt: number | null }
	| { readonly state: 'stray'; readonly quoteAt: number; readonly found: string };

/**
 * A CSV parser fed piece by piece: RFC 4180, as Excel reads it. Line ends may be mixed, quoted cells may hold line
 * breaks, a quote inside an unquoted cell is a character like any other, blank lines are skipped.
 * Written here because errors and rows have to name the right line: csv-parse miscounts lines once CRLF stands
 * inside quotes and refuses mixed line ends.
 */
export class CsvParser {
	private pending = '';

	/** @param blanksBeforeQuotes whether a quote after blanks opens a quoted cell too, as people write lists by hand */
	constructor(
		private readonly delimiter: string,
		private line = 1,
		private readonly blanksBeforeQuotes = false,
	) {}

	/**
	 * The records that are complete with this text.
	 * @throws EngineError invalid-input for text behind a closing quote, or a record without end; names the line
	 */
	push(text: string): CsvRecord[] {
		return this.read(text, false);
	}

	/**
	 * The last record, where the file doesn't end with a line break.
	 * @throws EngineError invalid-input for a quote that is never closed; names its line
	 */
	end(): CsvRecord[] {
		return this.read('', true);
	}

	private read(chunk: string, final: boolean): CsvRecord[] {
		const text = this.pending + chunk;
		const records: CsvRecord[] = [];
		let at = 0;
		while (at < text.length) {
			const reading = readRecord(text, at, this.delimiter.charCodeAt(0), this.blanksBeforeQuotes, final);
			if (reading.state === 'stray') throw strayText(this.lineOf(text, at, reading.quoteAt), reading.found);
			if (reading.state === 'unfinished') {
				if (final || text.length - at > MAX_RECORD_LENGTH) throw this.endless(text, at, reading.quoteAt);
				break;
			}
			if (reading.cells.some((cell) => cell.trim() !== '')) records.push({ line: this.line, cells: reading.cells });
			this.line += reading.lineBreaks;
			at = reading.next;
		}
		this.pending = text.slice(at);
		return records;
	}

	private lineOf(text: string, recordAt: number, position: number): number {
		return this.line + countLineBreaks(text.slice(recordAt, position));
	}

	private endless(text: string, at: number, quoteAt: number | null): EngineError {
		if (quoteAt !== null) return openQuote(this.lineOf(text, at, quoteAt));
		return new EngineError(
			'invalid-input',
			`Line ${this.line} goes on for more than ${MAX_RECORD_LENGTH.toLocaleString('en')} characters.`,
			'Check that the file is a table with one record a line, and export it again.',
		);
	}
}

function readRecord(text: string, from: number, delimiter: number, blanksBeforeQuotes: boolean, final: boolean): Reading {
	const cells: string[] = [];
	let lineBreaks = 1;
	let at = from;
	for (;;) {
		if (blanksBeforeQuotes) at = pastBlanksBeforeQuote(text, at);
		if (text.charCodeAt(at) === QUOTE) {
			const close = closingQuote(text, at + 1);
			if (close === -1 || (close === text.length - 1 && !final)) return { state: 'unfinished', quoteAt: at };
			const cell = unquote(text.slice(at + 1, close));
			lineBreaks += countLineBreaks(cell);
			cells.push(cell);
			const quoteAt = at;
			at = close + 1;
			while (text.charCodeAt(at) === SPACE) at += 1;
			if (at < text.length && !endsCell(text.charCodeAt(at), delimiter)) {
				return { state: 'stray', quoteAt, found: text.slice(at, at + 20) };
			}
		} else {
			const start = at;
			while (at < text.length && !endsCell(text.charCodeAt(at), delimiter)) at += 1;
			cells.push(text.slice(start, at));
		}
		if (at < text.length && text.charCodeAt(at) === delimiter) {
			at += 1;
			continue;
		}
		if (at >= text.length) return final ? { state: 'record', cells, next: at, lineBreaks } : { state: 'unfinished', quoteAt: null };
		if (text.charCodeAt(at) === LF) return { state: 'record', cells, next: at + 1, lineBreaks };
		// A CR at the very end may be the first half of a CRLF.
		if (at + 1 >= text.length && !final) return { state: 'unfinished', quoteAt: null };
		return { state: 'record', cells, next: text.charCodeAt(at + 1) === LF ? at + 2 : at + 1, lineBreaks };
	}
}

/** Where the quote is, if nothing but blanks stands before it. */
function pastBlanksBeforeQuote(text: string, from: number): number {
	let at = from;
	while (text.charCodeAt(at) === SPACE) at += 1;
	return text.charCodeAt(at) === QUOTE ? at : from;
}

function endsCell(code: number, delimiter: number): boolean {
	return code === delimiter || code === LF || code === CR;
}

/** The quote that closes the cell whose text starts at `from`, or -1; doubled quotes are part of the text. */
function closingQuote(text: string, from: number): number {
	let at = text.indexOf('"', from);
	while (at !== -1 && text.charCodeAt(at + 1) === QUOTE) at = text.indexOf('"', at + 2);
	return at;
}

function unquote(text: string): string {
	return text.includes('"') ? text.replaceAll('""', '"') : text;
}

function countLineBreaks(text: string): number {
	let count = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) count += 1;
	}
	return count;
}

function openQuote(line: number): EngineError {
	return new EngineError(
		'invalid-input',
		`The quote (") opened in line ${line} is never closed.`,
		'Close it, or write a quote that belongs to the text twice (""), and import the file again.',
	);
}

function strayText(line: number, found: string): EngineError {
	return new EngineError(
		'invalid-input',
		`The quote (") opened in line ${line} is not balanced: after the next quote comes “${found.split(/[\r\n]/, 1)[0] ?? ''}” instead of the end of the cell.`,
		'Write a quote that belongs to the text twice (""), or choose the delimiter, and import the file again.',
	);
}
