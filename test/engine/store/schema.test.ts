import fc from 'fast-check';

import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { KINDS } from '../../../engine/records/kinds';
import { fold, foldOrNull } from '../../../engine/store/fold';
import { campaignTables0001 } from '../../../engine/store/migrations/0001-campaigns';
import { tables0001 } from '../../../engine/store/migrations/0001-records';
import { createIndexStatement, createTableStatements, type TableDefinition } from '../../../engine/store/tables';

const TABLES: Readonly<Record<string, TableDefinition>> = { ...tables0001, ...campaignTables0001 };

describe('the schema', () => {
	test.each(KINDS)('every field of the catalogue has its column: %s', (kind) => {
		const definition = DEFINITIONS[kind];
		const table = TABLES[definition.table];
		expect(table).toBeDefined();
		for (const field of definition.fields) {
			if (field.storage.kind !== 'column') continue;
			const column = table?.columns[field.storage.column];
			expect({ field: field.name, column }).toEqual({ field: field.name, column: expect.any(String) });
			expect({ field: field.name, folded: field.storage.folded }).toEqual({ field: field.name, folded: column === 'folded' });
		}
	});

	test('no two indexes share a name, within PostgreSQL\'s 63 characters', () => {
		const names = Object.entries(TABLES).flatMap(([name, table]) => (table.indexes ?? []).map((index) => /"([^"]+)"/.exec(createIndexStatement(name, index))?.[1] ?? ''));
		expect(new Set(names).size).toBe(names.length);
		expect(names.every((name) => name !== '' && name.length <= 63)).toBe(true);
	});

	test('every index and key names columns there are', () => {
		for (const [name, table] of Object.entries(TABLES)) {
			const columns = new Set(Object.entries(table.columns).flatMap(([column, kind]) => (kind === 'folded' ? [column, `${column}_f`] : [column])));
			for (const used of [...(table.key ?? []), ...(table.indexes ?? []).flatMap((index) => index.columns)]) {
				expect({ name, used, there: columns.has(used) }).toEqual({ name, used, there: true });
			}
			expect(createTableStatements('sqlite', name, table)[0]).toContain('STRICT');
		}
	});
});

describe('folding', () => {
	const text = fc.string({ unit: 'grapheme', maxLength: 20 });
	const anyText = fc.string({ unit: 'binary', maxLength: 20 });

	test('folding twice changes nothing', () => {
		fc.assert(fc.property(fc.oneof(text, anyText), (one) => expect(fold(fold(one))).toBe(fold(one))), { numRuns: 2_000 });
	});

	test('the fold of two texts put together is the folds put together', () => {
		fc.assert(fc.property(fc.oneof(text, anyText), fc.oneof(text, anyText), (one, other) => expect(fold(one + other)).toBe(fold(one) + fold(other))), { numRuns: 5_000 });
		expect(fold('ΣΑΣ' + ' - ' + 'ΣΑΣ')).toBe(fold('ΣΑΣ') + fold(' - ') + fold('ΣΑΣ'));
	});

	test('every character of its own folds to one form, whatever its capitals', () => {
		for (let code = 1; code < 0x2fa1f; code++) {
			if (code >= 0xd800 && code < 0xe000) continue;
			const one = String.fromCodePoint(code);
			const folded = fold(one);
			if (fold(folded) !== folded || folded !== fold(one.normalize('NFD'))) throw new Error(`U+${code.toString(16)}: ${folded}`);
		}
	});

	test.each([
		['Élan', 'elan'], ['ÉLAN', 'elan'], ['e\u0301lan', 'elan'], ['Łódź', 'łodz'], ['İstanbul', 'istanbul'], ['ﬁn', 'fin'], ['Ñandú', 'nandu'], ['ὈΔΥΣΣΕΎΣ', 'οδυσσευσ'], ['Ⅻ', 'xii'], ['', ''],
	])('%s is compared as %s', (one, folded) => {
		expect(fold(one)).toBe(folded);
	});

	test('nothing stays nothing', () => expect(foldOrNull(null)).toBeNull());
});

describe('addresses', () => {
	test.each([
		[' Ana@Example.COM ', 'ana@example.com'], ['o\'brien+tag@sub.example.co.uk', 'o\'brien+tag@sub.example.co.uk'], ['josé@example.com', 'josé@example.com'], ['jose\u0301@example.com', 'josé@example.com'],
		['info@münchen.example', 'info@xn--mnchen-3ya.example'], ['a@EXAMPLE.com.', null], ['', null], ['   ', null], ['no-at.example.com', null], ['@example.com', null], ['a@', null], ['a@localhost', null],
		['a..b@example.com', null], ['.a@example.com', null], ['a b@example.com', null], ['a@b@example.com', null], ['a@example..com', null], ['a@-example.com', null], ['a@example.c', null], ['a@1.2.3.4', null],
		['Ana <ana@example.com>', null], ['a@example.com, b@example.com', null], ['a\n@example.com', null], ['"a b"@example.com', null],
		[`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`], [`${'a'.repeat(65)}@example.com`, null], [`a@${'b'.repeat(1_000)}.com`, null],
	])('%j becomes %j', (typed, normalised) => {
		expect(normaliseAddress(typed)).toBe(normalised);
	});

	test('normalising twice changes nothing, and capitals never make another address', () => {
		const local = fc.stringMatching(/^[A-Za-z0-9ñÉß!#+-]{1,20}$/);
		fc.assert(fc.property(local, fc.stringMatching(/^[A-Za-z]{2,10}$/), (name, domain) => {
			const once = normaliseAddress(`${name}@${domain}.example`);
			expect(once).not.toBeNull();
			expect(normaliseAddress(once)).toBe(once);
			if (!/ß/.test(name)) expect(normaliseAddress(`${name}@${domain}.example`.toUpperCase())).toBe(once);
		}));
	});
});
