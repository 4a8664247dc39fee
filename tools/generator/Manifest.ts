import type { ExportFormat } from './exports/ExportFile';
import type { AddressCounts } from './Tally';
import type { WorldSizes } from './World';

export type GeneratedKind = 'account' | 'contact' | 'lead';

export interface ManifestFile {
	readonly kind: GeneratedKind | 'user';
	readonly format: ExportFormat;
	/** NULL for users, who are sent nothing. */
	readonly counts: AddressCounts | null;
	readonly rows: number;
}

/** What is in the files, to check against: manifest.json. */
export interface Manifest {
	readonly seed: number;
	readonly sizes: WorldSizes;
	readonly files: Readonly<Record<string, ManifestFile>>;
	readonly kinds: Readonly<Record<GeneratedKind, AddressCounts>>;
	/** Over accounts, contacts and leads together: an address that a lead shares with a contact counts once. */
	readonly all: AddressCounts;
	readonly contactsWithAccount: number;
	readonly accountsWithoutContacts: number;
	readonly users: number;
}
