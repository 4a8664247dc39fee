import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CountedExport } from './CountedExport';
import { ExportWriter } from './ExportWriter';
import { accountFile } from './exports/accountFile';
import { contactFiles, type Owners } from './exports/contactFiles';
import { leadFile } from './exports/leadFile';
import { userFile } from './exports/userFile';
import { generateAccounts, generateContacts, generateLeads, generateUsers } from './generateRows';
import type { Manifest, ManifestFile } from './Manifest';
import type { GeneratedUser } from './rows';
import { Tally } from './Tally';
import { World, type WorldSizes } from './World';

export interface GenerateOptions extends Partial<WorldSizes> {
	/** A whole number. The same seed and sizes give the same bytes. */
	readonly seed: number;
	/** Made when missing; files of the same names in it are replaced. */
	readonly outDir: string;
}

export const DEFAULT_SIZES: WorldSizes = { contacts: 20_000, accounts: 3_000, leads: 5_000 };

/** Writes the exports of a made-up CRM and manifest.json beside them; returns the manifest. */
export async function generate({ seed, outDir, ...chosen }: GenerateOptions): Promise<Manifest> {
	const sizes: WorldSizes = { ...DEFAULT_SIZES, ...chosen };
	const world = new World(seed, sizes);
	await mkdir(outDir, { recursive: true });

	const users = [...generateUsers(world)];
	const owners: Owners = { names: users.map((user) => `${user.firstName} ${user.lastName}`), emails: users.map((user) => user.email) };
	const kinds = { account: new Tally(), contact: new Tally(), lead: new Tally() };
	const all = new Tally();

	const userEntry = await writeUsers(outDir, users);

	const accounts = await CountedExport.create(outDir, accountFile(owners.names), 'account', [kinds.account, all]);
	for (const account of generateAccounts(world)) await accounts.add(account, { address: account.address, optedOut: false });
	const accountEntry = await accounts.close();

	const files = contactFiles(owners);
	const contacts = {
		es: await CountedExport.create(outDir, files.es, 'contact', [kinds.contact, all]),
		it: await CountedExport.create(outDir, files.it, 'contact', [kinds.contact, all]),
		en: await CountedExport.create(outDir, files.en, 'contact', [kinds.contact, all]),
	};
	const accountsUsed = new Set<string>();
	let contactsWithAccount = 0;
	for (const contact of generateContacts(world)) {
		await contacts[contact.language].add(contact, contact);
		if (contact.accountExternalId === null) continue;
		contactsWithAccount += 1;
		accountsUsed.add(contact.accountExternalId);
	}
	const contactEntries = { ...(await contacts.es.close()), ...(await contacts.it.close()), ...(await contacts.en.close()) };

	const leads = await CountedExport.create(outDir, leadFile(owners.names), 'lead', [kinds.lead, all]);
	for (const lead of generateLeads(world)) await leads.add(lead, lead);
	const leadEntry = await leads.close();

	const manifest: Manifest = {
		seed,
		sizes,
		files: { ...userEntry, ...accountEntry, ...contactEntries, ...leadEntry },
		kinds: { account: kinds.account.counts(), contact: kinds.contact.counts(), lead: kinds.lead.counts() },
		all: all.counts(),
		contactsWithAccount,
		accountsWithoutContacts: sizes.accounts - accountsUsed.size,
		users: users.length,
	};
	await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify(manifest, null, '\t')}\n`);
	return manifest;
}

async function writeUsers(outDir: string, users: readonly GeneratedUser[]): Promise<Record<string, ManifestFile>> {
	const writer = await ExportWriter.create(outDir, userFile);
	for (const user of users) await writer.write(user);
	await writer.close();
	return { [userFile.name]: { kind: 'user', format: userFile.format, rows: users.length, counts: null } };
}
