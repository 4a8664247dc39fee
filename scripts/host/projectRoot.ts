import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package's name: the prefix of its node types in workflow JSON. */
export const PACKAGE_NAME = 'n8n-nodes-crm-campaigns';

/**
 * The folder that holds this project's package.json, found upwards from the compiled file: so it is the
 * same from `dist/` and from any other output folder inside the project.
 */
export function projectRoot(): string {
	for (let folder = __dirname; ; folder = dirname(folder)) {
		if (isProjectRoot(folder)) return folder;
		if (dirname(folder) === folder) break;
	}
	throw new Error(`No package.json of ${PACKAGE_NAME} was found above ${__dirname}. Run the compiled scripts from inside the project.`);
}

function isProjectRoot(folder: string): boolean {
	const file = join(folder, 'package.json');
	if (!existsSync(file)) return false;
	const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
	return typeof content === 'object' && content !== null && 'name' in content && content.name === PACKAGE_NAME;
}
