/**
 * What the engine uses of read-excel-file. Its own types claim to be an ES module where CommonJS is delivered, and
 * call a Date cell by its constructor.
 */
declare module 'read-excel-file/node' {
	type Cell<ParsedNumber> = string | boolean | Date | ParsedNumber | null;

	interface Sheet<ParsedNumber> {
		readonly sheet: string;
		/** Rows from the first on, blank ones in between as rows of NULLs. */
		readonly data: readonly (readonly Cell<ParsedNumber>[])[];
	}

	interface Options<ParsedNumber> {
		/** Gets a number's digits as they stand in the file. */
		readonly parseNumber: (digits: string) => ParsedNumber;
		readonly trim: boolean;
	}

	export default function readXlsxFile<ParsedNumber>(input: Buffer, options: Options<ParsedNumber>): Promise<Sheet<ParsedNumber>[]>;
}
