import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import { EngineError } from '../../EngineError';

/** File systems over a network, by statfs(2)'s magic number: SQLite's locks and shared memory don't work across hosts. */
const NETWORK_FILE_SYSTEMS: Readonly<Record<number, string>> = {
	0x6969: 'NFS',
	0x517b: 'SMB',
	0xff534d42: 'CIFS',
	0xfe534d42: 'SMB 2',
	0x564c: 'NCP',
	0x5346414f: 'AFS',
	0x47504653: 'GPFS',
	0x00c36400: 'Ceph',
};

/** Whether a file system's magic number is a network disk's; its name if so. */
export function networkFileSystem(type: number): string | null {
	// Some platforms give the number signed.
	return NETWORK_FILE_SYSTEMS[type >>> 0] ?? null;
}

/** @throws EngineError when a store's file can't lie here: no folder, no rights, a network disk */
export async function checkLocation(file: string): Promise<void> {
	const folder = dirname(file);
	const disk = await statfs(folder).catch(() => null);
	if (!disk) {
		throw new EngineError(
			'store-location',
			`The folder of the store ${file} does not exist and can't be made.`,
			'Name a file in a folder where the user that runs n8n may write.',
		);
	}
	const network = networkFileSystem(disk.type);
	if (network) {
		throw new EngineError(
			'store-location',
			`The store ${file} lies on a network disk (${network}).`,
			'Put it on a local disk, or use PostgreSQL: choose it in the CRM Store credential.',
		);
	}
	const found = await stat(file).catch(() => null);
	if (found?.isDirectory()) {
		throw new EngineError('store-location', `The store ${file} is a folder.`, 'Name a file in it.');
	}
	await access(found ? file : folder, constants.R_OK | constants.W_OK).catch(() => {
		throw new EngineError(
			'store-readonly',
			`The store ${file} can't be written.`,
			'Give the user that runs n8n write access to the file and to its folder.',
		);
	});
}
