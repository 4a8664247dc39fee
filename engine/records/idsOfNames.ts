import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { fold } from '../store/fold';
import { all, type Steps, type Tx } from '../store/Transaction';
import type { KindDefinition } from './catalogue/Field';

/**
 * The id of each name, by its folded form.
 * @param says what names them, for the error: `The condition on "Account"`
 * @throws EngineError for a name that no record of the kind has, or several
 */
export function* idsOfNames(tx: Tx, { table, label, labelPlural }: KindDefinition, names: readonly string[], says: string): Steps<Map<string, number>> {
	const folded = [...new Set(names.map(fold))];
	const rows = yield* all(
		tx,
		sql<{ name_f: string; id: number; found: number }>`SELECT name_f, MIN(id) AS id, COUNT(*) AS found FROM ${sql.table(table)}
			WHERE ${tx.dialect.inTexts(sql.ref('name_f'), folded)} GROUP BY name_f`,
	);
	const byName = new Map(rows.map((row) => [row.name_f, row]));
	for (const name of names) {
		const row = byName.get(fold(name));
		const shown = `"${name.slice(0, 60)}"`;
		if (!row) {
			throw new EngineError(
				'not-found',
				`${says} names the ${label.toLowerCase()} ${shown}, and there is none of that name.`,
				'Write the whole name as it stands in the record, capitals and accents aside, or give the id.',
			);
		}
		if (row.found > 1) {
			throw new EngineError(
				'invalid-input',
				`${says} names ${shown}, and ${row.found} ${labelPlural.toLowerCase()} have that name.`,
				'Give the id of the one that is meant: CRM Record → Find shows it.',
			);
		}
	}
	return new Map(rows.map((row) => [row.name_f, row.id]));
}
