/** English, Spanish and Italian; matched by the first letters, at least as many as tell a month apart. */
const MONTHS: readonly (readonly string[])[] = [
	['january', 'enero', 'gennaio'],
	['february', 'febrero', 'febbraio'],
	['march', 'marzo'],
	['april', 'abril', 'aprile'],
	['may', 'mayo', 'maggio'],
	['june', 'junio', 'giugno'],
	['july', 'julio', 'luglio'],
	['august', 'agosto'],
	['september', 'septiembre', 'setiembre', 'settembre'],
	['october', 'octubre', 'ottobre'],
	['november', 'noviembre', 'novembre'],
	['december', 'diciembre', 'dicembre'],
];

const WEEKDAYS = [
	'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday',
	'lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo',
	'lunedi', 'martedi', 'mercoledi', 'giovedi', 'venerdi', 'sabato', 'domenica',
];

const SHORTEST = 3;

/** 1 to 12 for a month's name or its beginning ("sept", "gen"), already lower case and without accents. */
export function monthNumber(word: string): number | null {
	if (word.length < SHORTEST) return null;
	const index = MONTHS.findIndex((names) => names.some((name) => name.startsWith(word)));
	return index === -1 ? null : index + 1;
}

/** Whether a word is a day of the week or its beginning, already lower case and without accents. */
export function isWeekday(word: string): boolean {
	return word.length >= SHORTEST && WEEKDAYS.some((name) => name.startsWith(word));
}
