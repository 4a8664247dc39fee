/** A table of the page: its cells, each as what people read and, where it is a number, as programs do. */
export interface ReadTable {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly ReadCell[])[];
}

export interface ReadCell {
	readonly text: string;
	/** Null: no number, or none there. */
	readonly value: number | null;
}

/** The tables of a section, in order. */
export function tablesOf(page: string, sectionId: string): ReadTable[] {
	return [...sectionOf(page, sectionId).matchAll(/<table>([\s\S]*?)<\/table>/g)].map(([, table = '']) => {
		const [head = '', body = ''] = table.split('</thead>');
		const cells = (part: string) => [...part.matchAll(/<t([hd])[^>]*>([\s\S]*?)<\/t\1>/g)].map(([, , content = '']) => content);
		return {
			columns: cells(head).map(textOf),
			rows: [...body.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => cells(row).map((content) => ({ text: textOf(content), value: valueOf(content) }))),
		};
	});
}

export function sectionOf(page: string, id: string): string {
	return new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';
}

/** What a reader sees of a piece of the page: without tags, and with every sign as it is meant. */
export function textOf(content: string): string {
	return unescaped(content.replace(/<[^<>]*>/g, '')).replace(/\s+/g, ' ').trim();
}

export function unescaped(text: string): string {
	const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'', '#96': '`' };
	return text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => signs[name] ?? '');
}

function valueOf(content: string): number | null {
	const value = /<data value="([^"]*)">/.exec(content)?.[1];
	return value === undefined || value === '' ? null : Number(value);
}

/** Every number of the page that people and programs read: the text, and its value. */
export function numbersOf(page: string): { readonly text: string; readonly value: number }[] {
	return [...page.matchAll(/<data value="([^"]+)">([^<]*)<\/data>/g)].map(([, value = '', text = '']) => ({ text: unescaped(text), value: Number(value) }));
}
