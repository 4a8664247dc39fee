import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { objectOf, textOf } from './parameters';

/** Whether a version, such as `2.38.1`, is older than a major and minor one. */
export function isOlderThan(version: string, major: number, minor: number): boolean {
	const [of = 0, at = 0] = version.split('.').map(Number);
	return of < major || (of === major && at < minor);
}

/** The version of the n8n that runs this node, as its own package tells it; null where something else runs it. */
export function n8nVersion(program: string | undefined = require.main?.filename): string | null {
	// The program lies in n8n's package: n8n/bin/n8n.
	return program === undefined ? null : versionIn(dirname(dirname(program)));
}

function versionIn(folder: string): string | null {
	try {
		const { name, version } = objectOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
		return name === 'n8n' ? textOf(version) : null;
	} catch {
		return null;
	}
}
