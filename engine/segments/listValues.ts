import { EngineError } from '../EngineError';
import { CsvParser } from '../records/import/CsvParser';

/**
 * The values of a list written as text: its parts between commas or line breaks. A part in quotes is one value, commas
 * and all, with "" for a quote. Empty parts are none.
 * @throws EngineError for quotes that don't match
 */
export function listValues(text: string): string[] {
	return cellsOf(text)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}

function cellsOf(text: string): string[] {
	const parser = new CsvParser(',', 1, true);
	try {
		return [...parser.push(text), ...parser.end()].flatMap((record) => record.cells);
	} catch (error) {
		if (!(error instanceof EngineError)) throw error;
		// The parser speaks of files and their lines.
		const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
		throw new EngineError(
			'invalid-input',
			`The quotes (") in this list don't match: ${shown}`,
			'A value that holds a comma or begins with a quote stands in quotes, with each quote in it twice: "Smith, Jones", "the ""best"" one".',
		);
	}
}
