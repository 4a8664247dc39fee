import { parsed, quoted, unreadable, type Parsed } from './Parsed';

const YES = new Set(['1', 'true', 't', 'yes', 'y', 'x', 'on', 'si', 's', 'verdadero', 'vero', '✓', '✔', '☑']);
const NO = new Set(['0', 'false', 'f', 'no', 'n', 'off', 'falso', '☐']);

/** Yes or no as CRMs write it in English, Spanish and Italian, with 1 / 0, x and ticks; blank is NULL. */
export function parseBoolean(text: string): Parsed<boolean> {
	const word = text.trim().toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '');
	if (word === '') return parsed<boolean>(null);
	if (YES.has(word)) return parsed(true);
	if (NO.has(word)) return parsed(false);
	return unreadable(`${quoted(text)} is neither yes nor no.`);
}
