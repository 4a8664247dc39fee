import { analyse } from 'chardet';
import { decode } from 'iconv-lite';

/** Excel's plain CSV on Windows (a superset of ISO-8859-1), on a Mac, and its "CSV (MS-DOS)". The first wins a tie. */
const WESTERN = ['windows-1252', 'macintosh', 'cp850'] as const;

/** Scripts that chardet tells apart reliably; among Latin ones it guesses. */
const OTHER_SCRIPTS = new Set<string>([
	'windows-1251',
	'KOI8-R',
	'ISO-8859-5',
	'ISO-8859-6',
	'ISO-8859-7',
	'ISO-8859-8',
	'windows-1253',
	'windows-1255',
	'windows-1256',
	'Shift_JIS',
	'EUC-JP',
	'EUC-KR',
	'Big5',
	'GB18030',
]);

/** chardet gives other scripts 45 and more, and Western text taken for one of them 10 at most. */
const CONFIDENT = 40;

const LETTERS = new Set('áàâäãåæçéèêëíìîïñóòôöõøœúùûüýÿßÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ');
const MARKS = new Set('’‘“”«»–—…€£§©®™ªº°·•´¿¡²³½¼±×\u00a0');
const APOSTROPHES = new Set('’´·');

/**
 * The encoding of text that is no UTF-8: the Western one under which most of its accents are letters where letters
 * belong, unless it is clearly written in another script. Polish and other Latin alphabets beyond the Western ones
 * can't be told apart from so little: their users name the encoding.
 */
export function legacyEncoding(sample: Buffer): string {
	const best = analyse(sample)[0];
	if (best && best.confidence >= CONFIDENT && OTHER_SCRIPTS.has(best.name)) return best.name.toLowerCase();
	let encoding: string = WESTERN[0];
	let score = Number.NEGATIVE_INFINITY;
	for (const candidate of WESTERN) {
		const next = plausibility(decode(sample, candidate));
		if (next > score) [encoding, score] = [candidate, next];
	}
	return encoding;
}

function plausibility(text: string): number {
	let score = 0;
	for (let at = 0; at < text.length; at += 1) {
		const char = text.charAt(at);
		if (char < '\u0080') continue;
		score += LETTERS.has(char) || markFits(char, text.charAt(at - 1), text.charAt(at + 1)) ? 1 : -1;
	}
	return score;
}

function markFits(char: string, before: string, after: string): boolean {
	return MARKS.has(char) && (APOSTROPHES.has(char) || !(/[a-z]/i.test(before) && /[a-z]/i.test(after)));
}
