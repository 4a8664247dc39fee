/** An answer as it goes over the wire; null body: none at all. */
export interface Reply {
	readonly status: number;
	readonly body: unknown;
}

/** Instead of an answer. */
export type NoReply = 'cut' | 'silent';

export function refused(status: number, code: string, message: string): Reply {
	return { status, body: { code, message } };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A number of the query between 1 (0 for offsets) and `most`; or the refusal. */
export function numberOf(query: Readonly<Record<string, string>>, name: string, usual: number, most: number): number | Reply {
	const text = query[name];
	if (text === undefined) return usual;
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0) return refused(400, 'invalid_parameter', `${name} should be a number`);
	if (value > most) return refused(400, 'out_of_range', `Maximum value of ${name} is ${most}`);
	return value;
}
