import { EngineError } from '../../EngineError';
import type { FileSignature } from './fileSignature';

const SAVE_AS = 'Open it in a spreadsheet, save it as .xlsx or CSV, and import that.';

export function emptyTable(name: string): EngineError {
	return new EngineError('invalid-input', `${name} is empty.`, 'Export the table again: its first line has to name the columns.');
}

export function headerOnly(name: string): EngineError {
	return new EngineError('invalid-input', `${name} has a header but no rows.`, 'Check the filter of the export: there is nothing to import.');
}

/** The failure for a file that is no table, by what it is instead. */
export function notATable(name: string, signature: Exclude<FileSignature, 'text' | 'zip'>): EngineError {
	switch (signature) {
		case 'empty':
			return emptyTable(name);
		case 'old-excel':
			return new EngineError('invalid-input', `${name} is an old Excel file (.xls), or one with a password.`, 'Open it in Excel and save it as .xlsx without a password, or as CSV, and import that.');
		case 'pdf':
			return new EngineError('invalid-input', `${name} is a PDF, not a table.`, 'Export the table as CSV or .xlsx.');
		case 'markup':
			return new EngineError('invalid-input', `${name} is a web page or XML, not a table, whatever its name ends with.`, `${SAVE_AS} If it says “log in” or “error”, the export had failed.`);
		case 'json':
			return new EngineError('invalid-input', `${name} is JSON, not a table.`, 'Export the table as CSV or .xlsx, or let n8n read the JSON and import its items.');
		case 'rich-text':
			return new EngineError('invalid-input', `${name} is a text document (RTF), not a table.`, 'Export the table as CSV or .xlsx.');
		case 'binary':
			return new EngineError('invalid-input', `${name} is no text and no Excel workbook.`, 'Export the table as CSV or .xlsx.');
	}
}

export function notAWorkbook(name: string): EngineError {
	return new EngineError('invalid-input', `${name} is a zip archive, but no Excel workbook (.xlsx) that can be read.`, `If it is an archive, unpack it and import the CSV or .xlsx in it. Otherwise: ${SAVE_AS}`);
}
