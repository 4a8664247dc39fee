import { addressFate, companyDomain, privateDomain, writeAddress } from './addresses';
import { countOf, indexOf, languageAt, rankAt, SAME_LANGUAGE } from './languages';
import { LEXICONS, someBirthday, someInstant, type PersonName } from './Lexicon';
import { Random, recordSeed } from './Random';
import type { GeneratedAccount, GeneratedContact, GeneratedLead, GeneratedUser } from './rows';
import type { Language } from './words/Words';

/** How many records of each kind there are. */
export interface WorldSizes {
	readonly contacts: number;
	readonly accounts: number;
	readonly leads: number;
}

const USERS = 8;

const OPTED_OUT = 0.03;
const WITHOUT_ACCOUNT = 0.05;
const PRIVATE_ADDRESS = 0.3;
const LEAD_IS_CONTACT = 0.005;
const WITH_BIRTHDAY = 0.4;

/** One of so many accounts of a language has no contact. */
const LONELY_ACCOUNT = 9;

const LEAD_STATUSES = ['New', 'Contacted', 'Qualified', 'Lost'] as const;
const LEAD_SOURCES = ['Web', 'Trade fair', 'Referral', 'Telephone', 'Newsletter'] as const;

/** Numbers that tell the random streams of kinds apart. Changing one changes every export. */
const SORTS = { account: 1, accountAddress: 2, contact: 3, contactAddress: 4, lead: 5, leadAddress: 6, user: 7 } as const;

interface ContactIdentity {
	readonly name: PersonName;
	readonly account: number | null;
	readonly address: string;
}

/**
 * A made-up company's CRM. Any record can be asked for by its index, in any order, and is the same every time for
 * the same seed and sizes; nothing is kept, so a million contacts cost no memory.
 */
export class World {
	constructor(
		private readonly seed: number,
		readonly sizes: WorldSizes,
	) {}

	get users(): number {
		return USERS;
	}

	userAt(index: number): GeneratedUser {
		const lexicon = LEXICONS[languageAt(index * 3)];
		// Never two with the same name: the first names are taken in turn.
		const random = this.random('user', index);
		const firstName = lexicon.words.firstNames[index] ?? lexicon.words.firstNames[0];
		const lastName = random.pick(lexicon.words.lastNames);
		return { externalId: id('USR', index, 3), firstName, lastName, email: `salesperson${index + 1}@crm.example` };
	}

	accountAt(index: number): GeneratedAccount {
		const lexicon = LEXICONS[languageAt(index)];
		const rank = rankAt(index);
		const { name, slug } = lexicon.company(rank);
		const random = this.random('account', index);
		const owner = random.integer(0, USERS - 1);
		const fate = addressFate(this.seed, SORTS.accountAddress, index, SAME_LANGUAGE);
		const source = lexicon.company(rankAt(fate.source));
		return {
			externalId: accountId(index),
			name,
			language: lexicon.words.language,
			address: writeAddress(fate.quality, `info@${companyDomain(source.slug, rankAt(fate.source))}`, random),
			phone: lexicon.phone(random),
			website: `https://www.${companyDomain(slug, rank)}`,
			industry: random.pick(lexicon.words.industries),
			employees: random.integer(1, 900),
			annualRevenueCents: random.integer(1_000_000, 4_000_000_000),
			owner,
			createdAt: someInstant(random),
			description: lexicon.remark(random),
			...lexicon.place(random),
		};
	}

	contactAt(index: number): GeneratedContact {
		const language = languageAt(index);
		const lexicon = LEXICONS[language];
		const random = this.random('contact', index);
		const own = this.contactIdentity(index, language, random);
		const fate = addressFate(this.seed, SORTS.contactAddress, index, SAME_LANGUAGE);
		// A duplicate is the same person entered a second time.
		const { name, account, address } = fate.source === index ? own : this.contactIdentity(fate.source, language, this.random('contact', fate.source));
		return {
			externalId: id('CON', index, 7),
			firstName: name.firstName,
			lastName: name.lastName,
			language,
			accountExternalId: account === null ? null : accountId(account),
			accountName: account === null ? null : lexicon.company(rankAt(account)).name,
			address: writeAddress(fate.quality, address, random),
			optedOut: random.chance(OPTED_OUT),
			title: random.pick(lexicon.words.titles),
			department: random.pick(lexicon.words.departments),
			phone: lexicon.phone(random),
			mobile: random.chance(0.6) ? lexicon.phone(random) : '',
			birthday: random.chance(WITH_BIRTHDAY) ? someBirthday(random) : null,
			owner: account === null ? random.integer(0, USERS - 1) : this.accountOwner(account),
			createdAt: someInstant(random),
			description: lexicon.remark(random),
			...lexicon.place(random),
		};
	}

	leadAt(index: number): GeneratedLead {
		const language = languageAt(index);
		const lexicon = LEXICONS[language];
		const random = this.random('lead', index);
		const fate = addressFate(this.seed, SORTS.leadAddress, index, SAME_LANGUAGE);
		const name = lexicon.person(fate.source === index ? random : this.random('lead', fate.source));
		const place = lexicon.place(random);
		return {
			externalId: id('LEAD', index, 7),
			firstName: name.firstName,
			lastName: name.lastName,
			language,
			company: lexicon.company(random.integer(0, 1_000_000)).name,
			address: writeAddress(fate.quality, this.leadAddress(fate.source), random),
			optedOut: random.chance(OPTED_OUT),
			title: random.pick(lexicon.words.titles),
			phone: lexicon.phone(random),
			city: place.city,
			country: place.country,
			status: random.pick(LEAD_STATUSES),
			source: random.pick(LEAD_SOURCES),
			owner: random.integer(0, USERS - 1),
			createdAt: someInstant(random),
			description: lexicon.remark(random),
		};
	}

	private random(sort: keyof typeof SORTS, index: number): Random {
		return new Random(recordSeed(this.seed, SORTS[sort], index));
	}

	private accountOwner(index: number): number {
		return this.random('account', index).integer(0, USERS - 1);
	}

	private contactIdentity(index: number, language: Language, random: Random): ContactIdentity {
		const lexicon = LEXICONS[language];
		const name = lexicon.person(random);
		const account = this.someAccount(language, random);
		const writesFromHome = random.chance(PRIVATE_ADDRESS);
		const domain = account === null || writesFromHome ? privateDomain(random) : companyDomain(lexicon.company(rankAt(account)).slug, rankAt(account));
		return { name, account, address: `${name.slug}${index}@${domain}` };
	}

	private someAccount(language: Language, random: Random): number | null {
		const roll = random.next();
		const choice = random.integer(0, Math.max(countOf(language, this.sizes.accounts), 1) - 1);
		if (roll < WITHOUT_ACCOUNT || choice >= countOf(language, this.sizes.accounts)) return null;
		const lonely = choice % LONELY_ACCOUNT === LONELY_ACCOUNT - 1;
		return indexOf(language, lonely ? choice - 1 : choice);
	}

	/** The address a good lead has: its own, or now and then that of a contact. */
	private leadAddress(index: number): string {
		const random = this.random('leadAddress', index);
		const lexicon = LEXICONS[languageAt(index)];
		// The first number decided the address's fate.
		random.next();
		if (random.chance(LEAD_IS_CONTACT) && this.sizes.contacts > 0) {
			const contact = this.contactAt(random.integer(0, this.sizes.contacts - 1));
			if (contact.address.quality === 'good' && contact.address.normalised !== null) return contact.address.normalised;
		}
		const [first = '', last = ''] = lexicon.person(this.random('lead', index)).slug.split('.');
		return `${first.charAt(0)}.${last}${index}@${privateDomain(random)}`;
	}
}

function accountId(index: number): string {
	return id('ACC', index, 6);
}

function id(prefix: string, index: number, digits: number): string {
	return `${prefix}-${String(index + 1).padStart(digits, '0')}`;
}
