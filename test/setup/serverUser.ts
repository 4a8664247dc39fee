import { execFileSync } from 'node:child_process';

/** Whom PostgreSQL runs as; empty means: as ourselves. */
export type ServerUser = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** PostgreSQL refuses to run as root, so root lends it an account that every Unix has. */
export function serverUser(): ServerUser {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		const uid = idOf('-u', name);
		const gid = idOf('-g', name);
		if (uid !== undefined && gid !== undefined) return { uid, gid };
	}
	throw new Error('PostgreSQL can\'t run as root, and this machine has neither an account "postgres" nor "nobody". Run the tests as another user.');
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
	try {
		return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
	} catch {
		return undefined;
	}
}
