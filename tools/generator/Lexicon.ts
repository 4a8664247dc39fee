import type { Random } from './Random';
import type { GeneratedPlace } from './rows';
import { english } from './words/english';
import { italian } from './words/italian';
import { spanish } from './words/spanish';
import type { Language, Words } from './words/Words';

export interface PersonName {
	readonly firstName: string;
	readonly lastName: string;
	/** What an address is made of: nicolo.dangelo */
	readonly slug: string;
}

export interface CompanyName {
	readonly name: string;
	/** Distinct in its language; without a top-level domain. */
	readonly slug: string;
}

/** Steps through all combinations of trade, name and form before one comes again: it has no factor in common with their number. */
const STRIDE = 1009;

const DAY = 86_400_000;

/** Makes names, places and texts of one language's words. */
export class Lexicon {
	private readonly firstSlugs: readonly string[];
	private readonly lastSlugs: readonly string[];
	private readonly companySlugs: readonly string[];

	constructor(readonly words: Words) {
		this.firstSlugs = words.firstNames.map(slugOf);
		this.lastSlugs = words.lastNames.map(slugOf);
		this.companySlugs = words.companyNames.map(slugOf);
	}

	person(random: Random): PersonName {
		const { firstNames, lastNames, twoLastNames } = this.words;
		const first = random.integer(0, firstNames.length - 1);
		const last = random.integer(0, lastNames.length - 1);
		const second = random.pick(lastNames);
		return {
			firstName: firstNames[first] ?? firstNames[0],
			lastName: `${lastNames[last] ?? lastNames[0]}${twoLastNames ? ` ${second}` : ''}`,
			slug: `${this.firstSlugs[first]}.${this.lastSlugs[last]}`,
		};
	}

	/** The rank-th company of this language; no two have the same name. */
	company(rank: number): CompanyName {
		const { trades, companyNames, forms, nameFirst } = this.words;
		const combinations = trades.length * companyNames.length * forms.length;
		const round = Math.floor(rank / combinations);
		const combination = (rank * STRIDE) % combinations;
		const form = forms[combination % forms.length] ?? forms[0];
		const rest = Math.floor(combination / forms.length);
		const nameAt = rest % companyNames.length;
		const name = companyNames[nameAt] ?? companyNames[0];
		const trade = trades[Math.floor(rest / companyNames.length)] ?? trades[0];
		const number = round === 0 ? '' : ` ${round + 1}`;
		return {
			name: `${nameFirst ? `${name} ${trade}` : `${trade} ${name}`}${number} ${form}`,
			slug: `${this.companySlugs[nameAt]}${rank}`,
		};
	}

	place(random: Random): GeneratedPlace {
		const city = random.pick(this.words.cities);
		const street = random.pick(this.words.streets);
		const number = random.integer(1, 180);
		return {
			street: this.words.language === 'en' ? `${number} ${street}` : `${street}, ${number}${random.chance(0.2) ? '; 3º B' : ''}`,
			city: city.name,
			region: city.region,
			postalCode: city.postal + String(random.integer(0, 99)).padStart(2, '0'),
			country: this.words.country,
		};
	}

	phone(random: Random): string {
		const { phonePrefix, phoneDigits } = this.words;
		return phonePrefix + String(random.integer(0, 10 ** phoneDigits - 1)).padStart(phoneDigits, '0');
	}

	/** Mostly nothing, sometimes a remark, sometimes two on lines of their own. */
	remark(random: Random): string {
		const roll = random.next();
		if (roll < 0.8) return '';
		const remark = random.pick(this.words.remarks);
		return roll < 0.9 ? remark : `${remark}\n${random.pick(this.words.remarks)}`;
	}
}

export const LEXICONS: Readonly<Record<Language, Lexicon>> = {
	es: new Lexicon(spanish),
	it: new Lexicon(italian),
	en: new Lexicon(english),
};

/** An instant of the ten years before 2025, UTC milliseconds. */
export function someInstant(random: Random): number {
	return Date.UTC(2015, 0, 1) + random.integer(0, 3652) * DAY + random.integer(7 * 3600, 20 * 3600) * 1000;
}

/** A day of birth, YYYY-MM-DD. */
export function someBirthday(random: Random): string {
	return new Date(Date.UTC(1950, 0, 1) + random.integer(0, 19_000) * DAY).toISOString().slice(0, 10);
}

function slugOf(text: string): string {
	return text
		.normalize('NFD')
		.toLowerCase()
		.replace(/[^a-z0-9]/g, '');
}
