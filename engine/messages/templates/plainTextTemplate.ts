import { type Liquid, type TopLevelToken, Tokenizer, TypeGuards } from 'liquidjs';
import { htmlToPlainText } from './htmlToPlainText';

/** Private-use characters around a number stand for a Liquid token while the HTML is converted. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARK = /\uE000(\d+)\uE001/g;

/** Tags that must not get lost on the way: they change what comes after, or write HTML themselves. */
const MATTERS_LATER: ReadonlySet<string> = new Set(['assign', 'capture', 'increment', 'decrement', 'cycle', 'liquid']);

interface Kept {
	readonly text: string;
	/** A tag's name, null for an output. */
	readonly tag: string | null;
}

/**
 * A plain-text template made of an HTML one, so that HTML is converted once for a template and not once
 * a mail: the Liquid in it is put aside, the rest converted, the Liquid put back.
 * Null where that could change the meaning (tags that begin inside dropped HTML and end outside, say):
 * then the text has to be made of each mail's rendered HTML.
 */
export function plainTextTemplate(html: string, liquid: Liquid): string | null {
	const tokens = new Tokenizer(html).readTopLevelTokens(liquid.options);
	const kept: Kept[] = [];
	const numbers = new Map<string, number>();
	const marked = tokens.map((token) => {
		if (!TypeGuards.isDelimitedToken(token)) return token.getText().replaceAll(OPEN, '').replaceAll(CLOSE, '');
		const tag = TypeGuards.isTagToken(token) ? token.name : null;
		// What stands between raw tags is text here; escaping it afterwards does what the tags did.
		if (tag === 'raw' || tag === 'endraw') return '';
		const text = withoutTrimming(token);
		// The same output has one number, so that a link with its own address as text is seen as such.
		const number = (tag === null ? numbers.get(text) : undefined) ?? kept.push({ text, tag }) - 1;
		numbers.set(text, number);
		return `${OPEN}${number}${CLOSE}`;
	});
	if (kept.some(({ tag }) => tag === 'tablerow')) return null;

	const converted = htmlToPlainText(marked.join(''));
	const survivors = [...converted.matchAll(MARK)].map((mark) => Number(mark[1]));
	if (!keepsItsMeaning(kept, survivors, liquid)) return null;
	return converted
		.split(/(\uE000\d+\uE001)/)
		.map((piece) => (piece.startsWith(OPEN) ? (kept[Number(piece.slice(1, -1))]?.text ?? '') : literal(piece)))
		.join('');
}

/** Whether what is left, and what got lost, is each whole by itself and in its old order. */
function keepsItsMeaning(kept: readonly Kept[], survivors: readonly number[], liquid: Liquid): boolean {
	const numberOf = (index: number) => kept[index]?.tag ?? null;
	const tags = survivors.filter((index) => numberOf(index) !== null);
	if (tags.some((index, i) => i > 0 && index <= (tags[i - 1] ?? -1))) return false;
	const left = new Set(tags);
	const lost = kept.filter(({ tag }, index) => tag !== null && !left.has(index));
	if (lost.some(({ tag }) => tag !== null && MATTERS_LATER.has(tag))) return false;
	return parses(tags.map((index) => kept[index]?.text ?? '').join(''), liquid) && parses(lost.map(({ text }) => text).join(''), liquid);
}

function parses(template: string, liquid: Liquid): boolean {
	try {
		liquid.parse(template);
		return true;
	} catch {
		return false;
	}
}

/** `{{- x -}}` swallows the white space around it; in plain text that would join paragraphs. */
function withoutTrimming(token: TopLevelToken): string {
	const text = token.getText();
	return `${text.slice(0, 2)}${text.slice(2, -2).replace(/^-/, ' ').replace(/-$/, ' ')}${text.slice(-2)}`;
}

/** Text that must not be read as Liquid, such as what entities were decoded to. */
function literal(text: string): string {
	return text.replace(/\{(?=[{%])/g, '{{ "{" }}').replace(/\{$/, '{{ "{" }}');
}
