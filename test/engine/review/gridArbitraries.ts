import fc from 'fast-check';

import { SEARCH_KINDS } from '../../../engine/records/kinds';
import type { Choice } from '../../../engine/review/choice/Choice';
import { CONSENT_STATES } from '../../../engine/review/grid/ConsentState';
import { COLUMN_TYPES, GRID_COLUMNS, type GridColumn } from '../../../engine/review/grid/gridColumns';
import { GRID_OPERATORS, operandsOf, type GridCondition } from '../../../engine/review/grid/GridFilter';
import type { GridSort } from '../../../engine/review/grid/GridRow';
import { validateFilter } from '../../../engine/review/grid/validateFilter';

const TEXTS = ['Élan', 'elan', 'LAN', 'é', 'Á', 'fi', 'ss', '%', '_', '\\', '😀', 'o\'Brien', 'ann@example.com', 'ANN@example.COM', 'Campaign', 'Campaign 2', 'Jane', 'queue', 'Not Started', 'sent', 'Closed Won', 'b', '0', '--'];
const DAYS = ['2024-03-30', '2024-03-31', '2024-04-01', '2024-10-27', '2025-01-01'];
const NUMBERS = [0, 1, 2, 5, -3, 1.5, 1e15];
const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 99];

const among = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

function valueOf(column: GridColumn): fc.Arbitrary<string | number> {
	switch (COLUMN_TYPES[column]) {
		case 'text':
			return among(TEXTS);
		case 'day':
			return among(DAYS);
		case 'number':
			return among(NUMBERS);
		case 'choice':
			return column === 'kind' ? among(SEARCH_KINDS) : among(CONSENT_STATES);
	}
}

function condition(column: GridColumn): fc.Arbitrary<GridCondition> {
	return among(GRID_OPERATORS[COLUMN_TYPES[column]]).chain((operator): fc.Arbitrary<GridCondition> => {
		const value = valueOf(column);
		switch (operandsOf(operator)) {
			case 'none':
				return fc.constant({ operator, values: [] });
			case 'one':
				return value.map((one) => ({ operator, values: [one] }));
			case 'two':
				return fc.tuple(value, value).map(([one, two]) => ({ operator, values: one <= two ? [one, two] : [two, one] }));
			case 'some':
				return fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((values) => ({ operator, values }));
		}
	});
}

/** As it comes from the browser, and validated. */
export const filter = fc
	.record({
		words: fc.array(among(['lan', 'a', 'É', 'ann', '2', '😀']), { maxLength: 2 }),
		columns: fc
			.uniqueArray(among(GRID_COLUMNS), { maxLength: 2 })
			.chain((columns) => fc.tuple(...columns.map((column) => fc.record({ column: fc.constant(column), match: among(['all', 'any'] as const), conditions: fc.array(condition(column), { minLength: 1, maxLength: 2 }) })))),
	})
	.map(validateFilter);

export const sort: fc.Arbitrary<GridSort | null> = fc.option(fc.record({ column: among(GRID_COLUMNS), direction: among(['asc', 'desc'] as const) }), { freq: 6 });

const rows = fc.record({ kind: among(SEARCH_KINDS), ids: fc.uniqueArray(among(IDS), { maxLength: 4 }) }).map(({ kind, ids }) => ({ [kind]: ids }));

export const choice: fc.Arbitrary<Choice> = fc.record({
	steps: fc.array(
		fc.oneof(
			fc.record({ tick: fc.boolean(), rows }),
			fc.record({ tick: fc.boolean(), filter }),
		),
		{ maxLength: 4 },
	),
});
