/** How one CRM writes its export. */
export interface ExportFormat {
	readonly encoding: 'utf-8' | 'iso-8859-1';
	readonly bom: boolean;
	readonly delimiter: ',' | ';';
	readonly lineEnd: '\n' | '\r\n';
}

/** One file of the export: its name, its format, and how a record becomes a line. */
export interface ExportFile<Row> {
	readonly name: string;
	readonly format: ExportFormat;
	readonly headers: readonly string[];
	/** As many cells as headers. */
	cells(row: Row): readonly string[];
}

/** Spanish and Italian Excel's kind of CSV, and the one of most other software. */
export const LATIN_SEMICOLONS: ExportFormat = { encoding: 'iso-8859-1', bom: false, delimiter: ';', lineEnd: '\r\n' };
export const UTF8_MARK_SEMICOLONS: ExportFormat = { encoding: 'utf-8', bom: true, delimiter: ';', lineEnd: '\r\n' };
export const UTF8_SEMICOLONS: ExportFormat = { encoding: 'utf-8', bom: false, delimiter: ';', lineEnd: '\n' };
export const UTF8_COMMAS: ExportFormat = { encoding: 'utf-8', bom: false, delimiter: ',', lineEnd: '\n' };
