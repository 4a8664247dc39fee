/** What a text turned out to mean: a value, nothing at all (NULL), or why it can't be read. The reason is for people. */
export type Parsed<Value> =
	| { readonly ok: true; readonly value: Value | null }
	| { readonly ok: false; readonly reason: string };

export function parsed<Value>(value: Value | null): Parsed<Value> {
	return { ok: true, value };
}

export function unreadable(reason: string): { readonly ok: false; readonly reason: string } {
	return { ok: false, reason };
}

/** A text quoted in a reason, cut where it is long. */
export function quoted(text: string): string {
	return `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`;
}
