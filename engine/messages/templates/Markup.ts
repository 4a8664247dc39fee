import { CaptureTag, type Context, Drop, toValue } from 'liquidjs';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** HTML made of escaped values while rendering: written as it is, where a plain value would be escaped. */
export class Markup extends Drop {
	constructor(readonly html: string) {
		super();
	}

	/** What filters and comparisons see. */
	override valueOf(): string {
		return this.html;
	}
}

/** A value as it goes into HTML. Every value of a template passes through here last. */
export function toHtml(value: unknown): string {
	return value instanceof Markup ? value.html : escapeHtml(words(value));
}

/** A value as a template writes it: nothing for nil and groups of values, a list's elements one after the other. */
export function words(value: unknown): string {
	const plain: unknown = toValue(value);
	if (Array.isArray(plain)) return plain.map(words).join('');
	switch (typeof plain) {
		case 'string':
			return plain;
		case 'number':
		case 'boolean':
		case 'bigint':
			return String(plain);
		default:
			return plain instanceof Date ? plain.toISOString() : '';
	}
}

/** Safe in content and in quoted attributes. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** `{% capture %}` in HTML: what is captured is escaped already, so writing it must not escape it again. */
export class MarkupCapture extends CaptureTag {
	override *render(context: Context): Generator<unknown, void, string> {
		yield* super.render(context);
		const scope = context.bottom();
		scope[this.variable] = new Markup(words(scope[this.variable]));
	}
}
