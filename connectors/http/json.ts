/** An object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value a text holds as JSON; undefined where it is none (a proxy's HTML page, a cut answer, nothing). */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under a key, or a number written out; null where there is neither, or only blanks. */
export function textAt(object: JsonObject, key: string): string | null {
	const value = object[key];
	if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The objects in a list; other things in it, or something that is no list, are left out. */
export function objectsIn(value: unknown): readonly JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}
