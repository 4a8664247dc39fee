export type Language = 'es' | 'it' | 'en';

/** At least one word. */
export type WordList = readonly [string, ...string[]];

export interface City {
	readonly name: string;
	readonly region: string;
	/** The first digits of its postal codes; the rest is made up. */
	readonly postal: string;
}

/** What people, companies and places are called in one language. Every character exists in ISO-8859-1. */
export interface Words {
	readonly language: Language;
	readonly country: string;
	readonly firstNames: WordList;
	readonly lastNames: WordList;
	readonly cities: readonly [City, ...City[]];
	readonly streets: WordList;
	/** A company is a trade, a name and a form: Talleres Mirador S.L. Quotes and commas are meant. */
	readonly trades: WordList;
	readonly companyNames: WordList;
	readonly forms: WordList;
	readonly titles: WordList;
	readonly departments: WordList;
	readonly industries: WordList;
	readonly remarks: WordList;
	/** Telephone numbers that no network gives out: how they begin, and how many digits are made up. */
	readonly phonePrefix: string;
	readonly phoneDigits: number;
	/** Whether a person has two last names. */
	readonly twoLastNames: boolean;
	/** Writes a company's name before its trade: Northgate Builders. */
	readonly nameFirst: boolean;
}
