/** Fields by name in lower case, each with its values in order, unfolded. */
export type HeaderFields = ReadonlyMap<string, readonly string[]>;

/** Reads `Name: value` lines up to the first empty one (RFC 5322; delivery reports are written alike). */
export function headerFields(text: string): HeaderFields {
	const fields = new Map<string, string[]>();
	const head = text.replace(/\r\n?/g, '\n').replace(/^\n+/, '').split(/\n[ \t]*\n/, 1)[0] ?? '';
	for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
		const [, name, value] = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)$/.exec(line) ?? [];
		if (name !== undefined && value !== undefined) add(fields, name, value);
	}
	return fields;
}

/** Groups of fields with empty lines between them: the mail's own, then one a recipient (RFC 3464). */
export function fieldGroups(text: string): readonly HeaderFields[] {
	return text.replace(/\r\n?/g, '\n').split(/\n(?:[ \t]*\n)+/).map(headerFields).filter((group) => group.size > 0);
}

export function add(fields: Map<string, string[]>, name: string, value: string): void {
	const key = name.toLowerCase();
	const values = fields.get(key) ?? [];
	values.push(value.trim());
	fields.set(key, values);
}

/** The first value; an empty text where there is none. */
export function field(fields: HeaderFields, name: string): string {
	return fields.get(name)?.[0] ?? '';
}
