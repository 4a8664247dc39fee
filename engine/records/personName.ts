/** The parts of a person's name; NULL where not known. */
export interface PersonName {
	readonly first_name: string | null;
	readonly last_name: string | null;
}

/** "Ana" and "García López" make "Ana García López"; NULL where there is neither. */
export function joinName(name: PersonName): string | null {
	const first = name.first_name || null;
	const last = name.last_name || null;
	return first === null || last === null ? (first ?? last) : `${first} ${last}`;
}

/**
 * Splits a full name: "García López, Ana" at its comma, else at the first blank, since second family names are
 * far more common in our languages than second given names. A single word is a family name.
 */
export function splitName(full: string): PersonName {
	const text = full.trim().replace(/\s+/g, ' ');
	const comma = text.indexOf(',');
	if (comma > 0 && comma < text.length - 1) {
		return { first_name: text.slice(comma + 1).trim() || null, last_name: text.slice(0, comma).trim() };
	}
	const blank = text.indexOf(' ');
	if (blank < 0) return { first_name: null, last_name: text === '' ? null : text };
	return { first_name: text.slice(0, blank), last_name: text.slice(blank + 1) };
}
