import { isPerson } from '../kindRules';
import type { Kind } from '../kinds';
import { joinName, splitName } from '../personName';
import { textOrNull, type Columns } from '../recordValues';

/**
 * A new record's names: a person's follow from those that the row has, a lead without any is called by its company.
 * Empty for kinds whose name is just a field.
 */
export function completeNames(kind: Kind, columns: Readonly<Columns>): Columns {
	if (!isPerson(kind)) return {};
	const parts = { first_name: textOrNull(columns.first_name), last_name: textOrNull(columns.last_name) };
	const full = textOrNull(columns.name);
	if (full === null) return { ...parts, name: joinName(parts) ?? (kind === 'lead' ? textOrNull(columns.company) : null) };
	const unsplit = parts.first_name === null && parts.last_name === null;
	return { ...(unsplit ? splitName(full) : parts), name: full };
}
