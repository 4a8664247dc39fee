import type { ConsentEntry } from '../../../engine/consent/ConsentEntry';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { kindCode } from '../../../engine/records/kinds';
import { SqliteStore } from '../../../engine/store/sqlite/SqliteStore';
import { Random } from '../../../tools/generator/Random';
import { english } from '../../../tools/generator/words/english';
import { italian } from '../../../tools/generator/words/italian';
import { spanish } from '../../../tools/generator/words/spanish';
import type { Words } from '../../../tools/generator/words/Words';
import { say } from '../../engine/consent/say';
import { insertRows, type Row } from '../../support/rows';
import { PAYLOADS } from '../payloads';
import type { StoreFile } from '../StoreFile';

/** Contacts are told apart by their lead source: whom a review is about. */
export const LARGE = 'Autumn fair';
export const HOSTILE = 'Strangers';
/** One for each decision, so that what is processed of one is told from the others. */
const SMALL = ['Rejected', 'Too late', 'Two people', 'Locked'] as const;
export type Small = (typeof SMALL)[number];

export const LARGE_COUNT = 100_000;
export const SMALL_COUNT = 8;

/** Made long ago: workflows that look for what is new don't find them. */
const MADE = Date.UTC(2020, 0, 1);
const PART = 10_000;

/** Puts the contacts into the store, before n8n opens it. */
export async function prepareReviews({ location }: StoreFile): Promise<void> {
	const store = await SqliteStore.open(location);
	const random = new Random(4);
	const languages = [spanish, italian, english] as const;
	try {
		const users = await insertRows(store, 'crm_user', ['Elena Sanz', 'Paolo Conti', 'Grace Whitfield'].map((name) => ({ name })));
		const accounts = await insertRows(store, 'account', Array.from({ length: 2_000 }, () => ({ name: company(random, random.pick(languages)) })));
		const person = (leadSource: string, index: number): Row => contact(random, random.pick(languages), { index, leadSource, accountId: accounts[random.integer(0, accounts.length - 1)] ?? null, userId: users[index % users.length] ?? null });
		const noes: ConsentEntry[] = [];
		for (let begin = 0; begin < LARGE_COUNT; begin += PART) {
			const rows = Array.from({ length: PART }, (_, index) => person(LARGE, begin + index));
			const ids = await insertRows(store, 'contact', rows);
			for (const [index, id] of ids.entries()) {
				if (random.chance(0.02)) noes.push(noOf(id, rows[index]?.email));
			}
		}
		await store.run(say, { how: 'noes', entries: noes });
		for (const source of SMALL) await insertRows(store, 'contact', Array.from({ length: SMALL_COUNT }, (_, index) => person(source, LARGE_COUNT + index)));
		const hostileAccounts = await insertRows(store, 'account', PAYLOADS.map((name) => ({ name })));
		await insertRows(store, 'contact', PAYLOADS.map((text, index) => ({ name: text, title: text, city: text, region: text, account_id: hostileAccounts[index] ?? null, lead_source: HOSTILE, created_at: MADE })));
	} finally {
		await store.close();
	}
}

function noOf(recordId: number, email: unknown): ConsentEntry {
	const addressKey = typeof email === 'string' ? normaliseAddress(email) : null;
	return { addressKey, recordKind: kindCode('contact'), recordId, scope: 'all', scopeRef: '', source: 'user', reason: 'Said so at the fair', proof: null, happenedAt: MADE };
}

interface Given {
	readonly index: number;
	readonly leadSource: string;
	readonly accountId: number | null;
	readonly userId: number | null;
}

/** Four in a hundred have no address, one a malformed one, two share another's. */
function contact(random: Random, words: Words, { index, leadSource, accountId, userId }: Given): Row {
	const [first, last, city] = [random.pick(words.firstNames), random.pick(words.lastNames), random.pick(words.cities)];
	const drawn = random.integer(1, 100);
	const number = drawn > 98 ? index - random.integer(0, 40) : index;
	return {
		name: words.twoLastNames ? `${first} ${last} ${random.pick(words.lastNames)}` : `${first} ${last}`,
		first_name: first,
		last_name: last,
		title: random.chance(0.7) ? random.pick(words.titles) : null,
		account_id: accountId,
		assigned_user_id: userId,
		city: city.name,
		region: city.region,
		country: words.country,
		email: drawn <= 4 ? null : drawn === 5 ? 'ask at reception' : `contact${number}@example.com`,
		lead_source: leadSource,
		created_at: MADE,
	};
}

function company(random: Random, words: Words): string {
	const [trade, name, form] = [random.pick(words.trades), random.pick(words.companyNames), random.pick(words.forms)];
	return words.nameFirst ? `${name} ${trade} ${form}` : `${trade} ${name} ${form}`;
}
