/** One link's address as it stands in the HTML. */
export interface FoundLink {
	/** Where the value begins and ends, its quotes included. */
	readonly start: number;
	readonly end: number;
	/** Between the quotes, character references as they are. */
	readonly value: string;
}

export interface ScannedHtml {
	/** Addresses of `<a href>` and `<area href>`, in order. */
	readonly links: readonly FoundLink[];
	/** Where a last thing of the page may be put: before `</body>`, else `</html>`, else the end. */
	readonly end: number;
}

const TAB = 9;
const LINE_FEED = 10;
const FORM_FEED = 12;
const CARRIAGE_RETURN = 13;
const BLANK = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const SLASH = 47;
const EQUALS = 61;
const GREATER = 62;

/** Elements whose content is text to the end tag, whatever it looks like. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['style', 'script', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes']);

/**
 * Finds what tracking has to change, by the tokenizer's rules of the HTML standard as far as tags go: quotes, comments
 * (Outlook's conditional ones too) and text-only elements hide what looks like a link. One pass, nothing is built up.
 */
export function scanHtml(html: string): ScannedHtml {
	const links: FoundLink[] = [];
	let bodyEnd = -1;
	let htmlEnd = -1;
	let at = html.indexOf('<');
	while (at !== -1) {
		const [from, name] = tagName(html, at);
		if (name === null) {
			at = html.indexOf('<', afterOther(html, at));
			continue;
		}
		const isLink = name === 'a' || name === 'area';
		let next = readAttributes(html, from, isLink ? links : null);
		if (name === '/body') bodyEnd = at;
		else if (name === '/html') htmlEnd = at;
		else if (TEXT_ONLY.has(name)) next = afterText(html, next, name);
		at = html.indexOf('<', next);
	}
	return { links, end: bodyEnd !== -1 ? bodyEnd : htmlEnd !== -1 ? htmlEnd : html.length };
}

const NAME = /<(\/?[a-zA-Z][^\s/>]*)/y;

/** A tag's name in lower case, an end tag's with its slash, and where it ends; null where no tag begins. */
function tagName(html: string, at: number): readonly [number, string | null] {
	NAME.lastIndex = at;
	const name = NAME.exec(html)?.[1];
	return name === undefined ? [at, null] : [at + 1 + name.length, name.toLowerCase()];
}

/** Past a comment, a declaration, or a lone `<`. */
function afterOther(html: string, at: number): number {
	if (html.startsWith('<!--', at)) {
		// `<!-->` and `<!--->` are whole comments.
		const end = /--!?>/g;
		end.lastIndex = at + 2;
		return end.exec(html) === null ? html.length : end.lastIndex;
	}
	const second = html[at + 1];
	if (second !== '!' && second !== '?' && second !== '/') return at + 1;
	return pastOrEnd(html, html.indexOf('>', at));
}

/** Past the end tag of a text-only element, or at the end of the page. */
function afterText(html: string, from: number, name: string): number {
	const end = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
	end.lastIndex = from;
	return end.exec(html)?.index ?? html.length;
}

/** Past a tag's `>`. The first `href` that has a value is added to `links`. */
function readAttributes(html: string, from: number, links: FoundLink[] | null): number {
	let at = from;
	let seen = links === null;
	let found: FoundLink | null = null;
	for (;;) {
		while (isBlank(html.charCodeAt(at)) || html.charCodeAt(at) === SLASH) at++;
		// A tag that never ends is shown to nobody.
		if (at >= html.length) return html.length;
		if (html.charCodeAt(at) === GREATER) {
			if (found) links?.push(found);
			return at + 1;
		}
		const nameStart = at;
		// An equals sign at the very start belongs to the name.
		at++;
		while (at < html.length && !endsName(html.charCodeAt(at))) at++;
		const nameEnd = at;
		while (isBlank(html.charCodeAt(at))) at++;
		const isHref = !seen && nameEnd - nameStart === 4 && html.slice(nameStart, nameEnd).toLowerCase() === 'href';
		// Of a repeated attribute only the first counts, also where it is empty.
		if (isHref) seen = true;
		if (html.charCodeAt(at) !== EQUALS) continue;
		at++;
		while (isBlank(html.charCodeAt(at))) at++;
		const start = at;
		const quote = html.charCodeAt(at);
		if (quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE) {
			const close = html.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", at + 1);
			if (close === -1) return html.length;
			at = close + 1;
			if (isHref) found = { start, end: at, value: html.slice(start + 1, close) };
		} else {
			while (at < html.length && !isBlank(html.charCodeAt(at)) && html.charCodeAt(at) !== GREATER) at++;
			if (isHref && at > start) found = { start, end: at, value: html.slice(start, at) };
		}
	}
}

function isBlank(code: number): boolean {
	return code === BLANK || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN || code === FORM_FEED;
}

function endsName(code: number): boolean {
	return isBlank(code) || code === SLASH || code === GREATER || code === EQUALS;
}

function pastOrEnd(html: string, found: number): number {
	return found === -1 ? html.length : found + 1;
}
