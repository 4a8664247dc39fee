import { Liquid, type LiquidOptions } from 'liquidjs';
import { escapeHtml, Markup, MarkupCapture, toHtml, words } from './Markup';

/** Characters of one part of a template. */
const LONGEST_PART = 1_000_000;
/** Milliseconds one part of one mail may take: thousands of times what it needs. */
const LONGEST_RENDER = 1000;
/** Characters and list entries one mail may make on the way. */
const LARGEST_RENDER = 20_000_000;

/** Tags that read other templates: a template stands alone. */
const REFUSED_TAGS: readonly string[] = ['include', 'render', 'layout', 'block'];

/** `raw` would write a value unescaped; the others evaluate text, perhaps a recipient's, as Liquid. */
const REFUSED_FILTERS: readonly string[] = ['raw', 'where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp'];

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Liquid for one kind of output. */
export interface TemplateEngine {
	readonly liquid: Liquid;
	/** How it writes a value. */
	readonly write: (value: unknown) => string;
}

/** Renders HTML: every value is escaped. */
export const htmlEngine: TemplateEngine = { liquid: markupFilters(engine({ outputEscape: toHtml })), write: toHtml };

/** Renders subjects and plain text: no value is escaped. */
export const textEngine: TemplateEngine = { liquid: plainFilters(engine({})), write: words };

function engine(options: LiquidOptions): Liquid {
	const liquid = new Liquid({
		strictFilters: true,
		ownPropertyOnly: true,
		// No files: templates are looked up in this empty list only, should any tag ever ask.
		templates: {},
		parseLimit: LONGEST_PART,
		renderLimit: LONGEST_RENDER,
		memoryLimit: LARGEST_RENDER,
		...options,
	});
	for (const tag of REFUSED_TAGS) delete liquid.tags[tag];
	for (const filter of REFUSED_FILTERS) delete liquid.filters[filter];
	keepDatesInPlace(liquid);
	return liquid;
}

/** A date without a time is the same day everywhere: never shifted into the process's time zone. */
function keepDatesInPlace(liquid: Liquid): void {
	const date = liquid.filters['date'];
	if (typeof date !== 'function') throw new Error('liquidjs has no date filter any more');
	liquid.registerFilter('date', function (value: unknown, format: unknown, zone: unknown): unknown {
		return date.call(this, value, format, typeof value === 'string' && DATE.test(value) ? 0 : zone);
	});
}

/** What makes markup of a value says so, or its tags would be escaped after all. */
function markupFilters(liquid: Liquid): Liquid {
	const escape = (value: unknown) => new Markup(toHtml(value));
	liquid.registerFilter('escape', escape);
	liquid.registerFilter('xml_escape', escape);
	liquid.registerFilter('escape_once', (value: unknown) =>
		value instanceof Markup ? value : new Markup(escapeHtml(words(value).replace(/&(amp|lt|gt|quot|#34|#38|#39|#60|#62);/g, unescaped))),
	);
	liquid.registerFilter('newline_to_br', (value: unknown) => new Markup(toHtml(value).replace(/\r\n|\r|\n/g, '<br>\n')));
	liquid.registerTag('capture', MarkupCapture);
	return liquid;
}

/** In plain text what is for HTML only leaves a value as it is. */
function plainFilters(liquid: Liquid): Liquid {
	for (const name of ['escape', 'xml_escape', 'escape_once', 'newline_to_br']) liquid.registerFilter(name, (value: unknown) => words(value));
	return liquid;
}

function unescaped(_entity: string, name: string): string {
	switch (name) {
		case 'amp':
		case '#38':
			return '&';
		case 'lt':
		case '#60':
			return '<';
		case 'gt':
		case '#62':
			return '>';
		case '#39':
			return '\'';
		default:
			return '"';
	}
}
