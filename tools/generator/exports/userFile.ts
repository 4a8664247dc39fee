import type { GeneratedUser } from '../rows';
import { UTF8_COMMAS, type ExportFile } from './ExportFile';

/** The salespeople that the other files name as owners, by name or by address. */
export const userFile: ExportFile<GeneratedUser> = {
	name: 'users.csv',
	format: UTF8_COMMAS,
	headers: ['External ID', 'First Name', 'Last Name', 'Email', 'Active'],
	cells: (user) => [user.externalId, user.firstName, user.lastName, user.email, 'Yes'],
};
