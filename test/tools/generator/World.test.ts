import { generateContacts } from '../../../tools/generator/generateRows';
import { World } from '../../../tools/generator/World';

const sizes = { contacts: 1_000_000, accounts: 100_000, leads: 10_000 };

describe('the generator’s world', () => {
	test('gives any record by its index, the same whether asked for alone or in turn', () => {
		const world = new World(3, sizes);
		const contacts = generateContacts(world);
		for (let index = 0; index < 2000; index += 1) {
			const { value } = contacts.next();
			if (index % 97 === 0) expect(new World(3, sizes).contactAt(index)).toEqual(value);
		}
		expect(new World(4, sizes).contactAt(12)).not.toEqual(world.contactAt(12));
	});

	test('repeats an earlier address of the same language as a duplicate, and no other', () => {
		const world = new World(5, { ...sizes, contacts: 30_000 });
		const seen = new Map<string, string>();
		const wrong: string[] = [];
		let duplicates = 0;
		for (const { address, language, externalId } of generateContacts(world)) {
			if (address.normalised === null) continue;
			const duplicate = address.quality === 'duplicate';
			const spelling = address.written.trim().toLowerCase() === address.normalised && duplicate === (address.written !== address.normalised);
			if (!spelling || seen.has(address.normalised) !== duplicate || (duplicate && seen.get(address.normalised) !== language)) wrong.push(externalId);
			if (duplicate) duplicates += 1;
			seen.set(address.normalised, language);
		}
		expect(wrong).toEqual([]);
		expect(duplicates).toBeGreaterThan(200);
	});

	test('works with no accounts, few contacts and none', () => {
		const world = new World(1, { contacts: 3, accounts: 0, leads: 3 });
		expect([...generateContacts(world)].map((contact) => contact.accountName)).toEqual([null, null, null]);
		expect(() => world.leadAt(2)).not.toThrow();
		expect([...generateContacts(new World(1, { contacts: 0, accounts: 0, leads: 0 }))]).toEqual([]);
	});
});
