import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import type { DateOrder } from '../../../engine/records/import/dateParts';
import type { ImportOptions } from '../../../engine/records/import/importTable';
import type { GivenMapping, ReferenceBy } from '../../../engine/records/import/mapHeaders';
import type { Decimal } from '../../../engine/records/import/numberText';
import type { ReadTableOptions } from '../../../engine/records/import/readTable';
import type { Kind } from '../../../engine/records/kinds';
import { numberOf, objectOf, rowsOf, textOf } from '../../shared/parameters';
import type { RefusedAs } from './importOutcome';

const MOST_REFUSED = 50_000;

/** What the node says about an import, of a file or of items. */
export interface NodeImportOptions {
	readonly table: ReadTableOptions;
	readonly refusedAs: RefusedAs;
	readonly rows: Omit<ImportOptions, 'kind' | 'origin' | 'onProgress' | 'rowsAtOnce'>;
}

/** @throws EngineError for a column that is mapped twice, or has no header, and for a number that is none */
export function readImportOptions(context: IExecuteFunctions, index: number): NodeImportOptions {
	const options = objectOf(context.getNodeParameter('importOptions', index, {}));
	return {
		table: {
			encoding: textOf(options['encoding']) ?? undefined,
			// A blank is a delimiter too.
			delimiter: typeof options['delimiter'] === 'string' ? options['delimiter'] : undefined,
			sheet: textOf(options['sheet']) ?? undefined,
		},
		refusedAs: options['refusedAs'] === 'rows' ? 'rows' : 'details',
		rows: {
			mapping: readMapping(context.getNodeParameter('columns', index, {})),
			dateOrder: readDateOrder(options['dateOrder']),
			decimal: readDecimal(options['decimalMark']),
			timeZone: context.getTimezone(),
			sameAddress: options['sameAddress'] === 'refuse' ? 'refuse' : 'update',
			badValue: options['badValue'] === 'leaveOut' ? 'leaveOut' : 'refuse',
			createAccounts: options['createAccounts'] !== false,
			dryRun: options['dryRun'] === true,
			refusedKept: numberOf(options['refusedKept'], 'Refused Rows at Most', { least: 0 }) ?? MOST_REFUSED,
		},
	};
}

/** What the import is told beside the node's options. */
export function importOf(kind: Kind, origin: string, options: NodeImportOptions): ImportOptions {
	return { ...options.rows, kind, origin };
}

function readMapping(parameter: unknown): GivenMapping {
	const mapping = new Map<string, { field: string; by: ReferenceBy } | null>();
	for (const row of rowsOf(parameter, 'column')) {
		const header = textOf(row['header']);
		if (header === null) throw new EngineError('invalid-input', 'A mapped column has no name.', 'Give the column\'s header, or remove the row under Columns.');
		if (mapping.has(header)) throw new EngineError('invalid-input', `The column "${header}" is mapped twice.`, 'Remove one of the two under Columns.');
		const field = textOf(row['field']);
		mapping.set(header, field === null ? null : { field, by: readBy(row['by']) });
	}
	return Object.fromEntries(mapping);
}

function readBy(value: unknown): ReferenceBy {
	return value === 'id' || value === 'externalId' ? value : 'any';
}

function readDecimal(value: unknown): Decimal | undefined {
	return value === '.' || value === ',' ? value : undefined;
}

function readDateOrder(value: unknown): DateOrder | undefined {
	return value === 'dmy' || value === 'mdy' ? value : undefined;
}
