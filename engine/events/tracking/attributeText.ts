/** Names that stand in addresses, and always end in a semicolon here. The other two thousand are left to the reader's program. */
const NAMED: Readonly<Record<string, string>> = {
	amp: '&', AMP: '&', lt: '<', LT: '<', gt: '>', GT: '>', quot: '"', QUOT: '"', apos: "'", nbsp: '\u00a0',
	num: '#', percnt: '%', plus: '+', comma: ',', period: '.', sol: '/', bsol: '\\', colon: ':', semi: ';', equals: '=',
	quest: '?', commat: '@', lowbar: '_', lpar: '(', rpar: ')', ast: '*', excl: '!', dollar: '$', lbrack: '[', rbrack: ']',
};

/** What an ampersand in an attribute may begin: a number, a name with its semicolon, or a name that something follows. */
const REFERENCE = /&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]*)(;?)(=?)|(#))/g;

/**
 * What an attribute's value says, its character references resolved as a browser does; null where that can't be told
 * for certain without the whole table of names: such a value is better left alone.
 */
export function attributeText(value: string): string | null {
	if (!value.includes('&')) return value;
	let certain = true;
	const text = value.replace(REFERENCE, (reference: string, decimal?: string, hex?: string, name?: string, semicolon?: string, equals?: string) => {
		if (decimal !== undefined || hex !== undefined) {
			const code = decimal !== undefined ? Number(decimal) : parseInt(hex ?? '', 16);
			if (isPlain(code)) return String.fromCodePoint(code);
		} else if (name !== undefined) {
			if (semicolon === ';') {
				const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
				if (known !== undefined) return known + (equals ?? '');
			} else if (equals === '=' || !FORMER_NAMES.has(name)) {
				// As in ?a=1&copy=2, or the start of a parameter no name is like.
				return reference;
			}
		}
		certain = false;
		return reference;
	});
	return certain ? text : null;
}

/** A value for an attribute in double quotes. */
export function attributeValue(text: string): string {
	return text.replace(/[&"'<>]/g, (sign) => ESCAPES[sign] ?? sign);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', "'": '&#39;', '<': '&lt;', '>': '&gt;' };

/** Not one of the numbers that HTML reads as something else: none, the old Windows signs, halves of pairs. */
function isPlain(code: number): boolean {
	return code > 0 && code <= 0x10ffff && !(code >= 0x80 && code <= 0x9f) && !(code >= 0xd800 && code <= 0xdfff);
}

/** Names that HTML also knows without their semicolon, from before there were rules. */
const FORMER_NAMES: ReadonlySet<string> = new Set(
	(
		'AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave Iuml LT ' +
		'Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig ' +
		'agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 ' +
		'frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm ' +
		'oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml ' +
		'uuml yacute yen yuml'
	).split(' '),
);
