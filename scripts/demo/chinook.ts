import { join } from 'node:path';

import type { InputFile } from './Campaign';

/** The Chinook sample database's exports, in the order in which they are imported. */
export function chinook(folder: string): InputFile[] {
	return [
		{ contains: 'Salespeople', path: join(folder, 'chinook-employees.csv') },
		{ contains: 'Contacts', path: join(folder, 'chinook-customers.csv') },
	];
}
