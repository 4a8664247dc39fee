import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { detectDateOrder } from '../../../engine/records/import/detectDateOrder';
import { detectDecimal } from '../../../engine/records/import/detectDecimal';
import { parseBoolean } from '../../../engine/records/import/parseBoolean';
import { parseDate } from '../../../engine/records/import/parseDate';
import { parseNumber } from '../../../engine/records/import/parseNumber';
import { readTable } from '../../../engine/records/import/readTable';
import type { TableFormat, TableRow } from '../../../engine/records/import/Table';
import { generate } from '../../../tools/generator/generate';
import type { Manifest } from '../../../tools/generator/Manifest';
import type { AddressCounts } from '../../../tools/generator/Tally';

interface ReadFile {
	readonly format: TableFormat;
	readonly headers: string[];
	readonly rows: TableRow[];
}

const CONTACT_FILES = ['contacts-es.csv', 'contacts-it.csv', 'contacts-en.csv'];
const ADDRESS = /^(e.?mail|correo electr.nico)$/i;
const OPT_OUT = /^(email opt out|no enviar email|disiscritto)$/i;
const RESERVED = /@(?:[a-z0-9-]+\.)*(?:example\.(?:com|org|net)|[a-z0-9-]+\.(?:test|example|invalid))$/i;

let root: string;
let outDir: string;
let manifest: Manifest;
const files = new Map<string, ReadFile>();

beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'generator-'));
	outDir = join(root, 'made', 'here');
	manifest = await generate({ seed: 7, outDir });
	for (const name of Object.keys(manifest.files)) files.set(name, await read(name));
});

afterAll(async () => {
	await rm(root, { recursive: true, force: true });
});

async function read(name: string): Promise<ReadFile> {
	const table = await readTable(createReadStream(join(outDir, name)), { fileName: name });
	const rows: TableRow[] = [];
	for await (const batch of table.rows) rows.push(...batch);
	return { format: table.format, headers: table.headers, rows };
}

function file(name: string): ReadFile {
	const found = files.get(name);
	if (!found) throw new Error(`${name} was not generated`);
	return found;
}

function column(name: string, header: RegExp): string[] {
	const { headers, rows } = file(name);
	const at = headers.findIndex((candidate) => header.test(candidate));
	return at === -1 ? [] : rows.map((row) => row.cells[at] ?? '');
}

/** What the manifest says, counted from what the import would read. */
function recount(names: readonly string[]): AddressCounts {
	const addresses = new Set<string>();
	const optedOutAddresses = new Set<string>();
	const counts = { rows: 0, duplicates: 0, empty: 0, malformed: 0, optedOut: 0 };
	for (const name of names) {
		const flags = column(name, OPT_OUT).map((text) => parseBoolean(text));
		for (const [index, text] of column(name, ADDRESS).entries()) {
			const flag = flags[index];
			const no = flag?.ok === true && flag.value === true;
			counts.rows += 1;
			if (no) counts.optedOut += 1;
			const address = normaliseAddress(text);
			if (text.trim() === '') counts.empty += 1;
			else if (address === null) counts.malformed += 1;
			else {
				if (addresses.has(address)) counts.duplicates += 1;
				addresses.add(address);
				if (no) optedOutAddresses.add(address);
			}
		}
	}
	return { ...counts, distinctAddresses: addresses.size, optedOutAddresses: optedOutAddresses.size, mailableAddresses: addresses.size - optedOutAddresses.size };
}

describe('a generated export', () => {
	test('has the same bytes for the same seed, others for another', async () => {
		const sizes = { contacts: 500, accounts: 80, leads: 120 };
		const one = join(root, 'one');
		const two = join(root, 'two');
		const other = join(root, 'other');
		const first = await generate({ seed: 1, outDir: one, ...sizes });
		expect(await generate({ seed: 1, outDir: two, ...sizes })).toEqual(first);
		await generate({ seed: 2, outDir: other, ...sizes });
		const names = await readdir(one);
		expect(names.sort()).toEqual(['accounts.csv', 'contacts-en.csv', 'contacts-es.csv', 'contacts-it.csv', 'leads.csv', 'manifest.json', 'users.csv']);
		for (const name of names) {
			const bytes = await readFile(join(one, name));
			expect(bytes.equals(await readFile(join(two, name)))).toBe(true);
			expect(bytes.equals(await readFile(join(other, name)))).toBe(false);
		}
	});

	test('is read back in the encoding and with the delimiter each file is written in, no row with a problem', () => {
		expect(file('contacts-es.csv').format).toEqual({ kind: 'csv', encoding: 'windows-1252', delimiter: ';', bom: false });
		expect(file('contacts-it.csv').format).toEqual({ kind: 'csv', encoding: 'utf-8', delimiter: ';', bom: true });
		expect(file('contacts-en.csv').format).toEqual({ kind: 'csv', encoding: 'utf-8', delimiter: ',', bom: false });
		for (const { rows } of files.values()) expect(rows.filter((row) => row.problem)).toEqual([]);
	});

	test('has as many rows, addresses, duplicates and opt-outs as its manifest says, by file, by kind and in all', () => {
		for (const [name, entry] of Object.entries(manifest.files)) {
			expect(file(name).rows).toHaveLength(entry.rows);
			if (entry.counts) expect(recount([name])).toEqual(entry.counts);
		}
		expect(recount(['accounts.csv'])).toEqual(manifest.kinds.account);
		expect(recount(CONTACT_FILES)).toEqual(manifest.kinds.contact);
		expect(recount(['leads.csv'])).toEqual(manifest.kinds.lead);
		expect(recount(['accounts.csv', ...CONTACT_FILES, 'leads.csv'])).toEqual(manifest.all);
		expect(manifest.sizes).toEqual({ contacts: 20_000, accounts: 3_000, leads: 5_000 });
		expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
	});

	test('has the dirt of real exports, in the shares it promises', () => {
		for (const counts of Object.values(manifest.kinds)) {
			expect((counts.empty + counts.malformed) / counts.rows).toBeCloseTo(0.04, 1.7);
			expect(counts.duplicates / counts.rows).toBeGreaterThan(0.005);
			expect(counts.duplicates / counts.rows).toBeLessThan(0.015);
		}
		expect(manifest.all.duplicates).toBeGreaterThan(manifest.kinds.account.duplicates + manifest.kinds.contact.duplicates + manifest.kinds.lead.duplicates);
		for (const name of CONTACT_FILES) {
			const text = file(name).rows.map((row) => row.cells.join('\u0000')).join('\u0001');
			expect(text).toMatch(/[áéíóúñòìùëç]/);
			for (const mark of ['"', ',', ';', '\n']) expect(text).toContain(mark);
			expect(column(name, /^fax$/i).every((cell) => cell === '')).toBe(true);
		}
	});

	test('has addresses in reserved domains only', () => {
		for (const name of files.keys()) {
			const addresses = column(name, ADDRESS).map(normaliseAddress).filter((address) => address !== null);
			expect(addresses.length).toBeGreaterThan(0);
			expect(addresses.filter((address) => !RESERVED.test(address))).toEqual([]);
		}
	});

	test('has dates, money and yes or no that can be read, each column in one style', () => {
		const orders = { 'contacts-es.csv': 'dmy', 'contacts-it.csv': 'ambiguous', 'contacts-en.csv': 'mdy' } as const;
		for (const [name, expected] of Object.entries(orders)) {
			const birthdays = column(name, /nacimiento|nascita|birthdate/i);
			const order = detectDateOrder(birthdays);
			expect(order).toBe(expected);
			const parsed = birthdays.map((text) => parseDate(text, order === 'ambiguous' ? {} : { order }));
			expect(parsed.filter((date) => !date.ok)).toEqual([]);
			expect(parsed.filter((date) => date.ok && date.value !== null).length).toBeGreaterThan(1000);
			expect(column(name, OPT_OUT).map((text) => parseBoolean(text)).filter((flag) => !flag.ok || flag.value === null)).toEqual([]);
		}
		const revenue = column('accounts.csv', /facturaci.n/i);
		expect(detectDecimal(revenue)).toBe(',');
		expect(revenue.filter((text) => !parseNumber(text, ',').ok)).toEqual([]);
		expect(column('leads.csv', /created/i).filter((text) => !parseDate(text).ok)).toEqual([]);
	});

	test('links contacts to accounts and owners that exist, by name or by id', () => {
		const names = column('accounts.csv', /nombre de la empresa/i);
		const ids = column('accounts.csv', /id externo/i);
		expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
		expect(new Set(ids).size).toBe(ids.length);
		const byName = CONTACT_FILES.flatMap((name) => column(name, /^(empresa|azienda|account name)$/i)).filter((name) => name !== '');
		expect(byName).toHaveLength(manifest.contactsWithAccount);
		const known = new Set(names);
		expect(byName.filter((name) => !known.has(name))).toEqual([]);
		const used = new Set(byName);
		expect(names.filter((name) => !used.has(name)).length).toBe(manifest.accountsWithoutContacts);
		expect(manifest.accountsWithoutContacts).toBeGreaterThan(100);
		const idOf = new Map(names.map((name, index) => [name, ids[index]]));
		const byId = column('contacts-it.csv', /codice azienda/i);
		expect(column('contacts-it.csv', /^azienda$/i).map((name) => idOf.get(name) ?? '')).toEqual(byId);
		const users = new Set(file('users.csv').rows.flatMap(({ cells }) => [`${cells[1]} ${cells[2]}`, cells[3]]));
		for (const name of CONTACT_FILES) expect(column(name, /propietario|assegnato|owner/i).filter((owner) => !users.has(owner))).toEqual([]);
	});
});
