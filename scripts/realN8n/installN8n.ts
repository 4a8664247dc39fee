import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNpm } from './npm';
import { N8N_VERSION, n8nHome, n8nProgram } from './triedN8n';

/** Tells a person what is going on, a line at a time. */
export type Report = (line: string) => void;

const PACKAGE = {
	name: 'n8n-of-this-project',
	private: true,
	dependencies: { n8n: N8N_VERSION },
	overrides: {
		// Later ones want a package that the registry lacks.
		linkedom: '0.18.12',
		// n8n before 2.32 takes it from its maker's own server; this is the same in the registry, which n8n itself took up then.
		xlsx: 'npm:@e965/xlsx@0.20.2',
	},
};

/** Installs n8n into its private folder, unless it is there: about 4 minutes and 3 GB, once. */
export async function installN8n(report: Report): Promise<void> {
	const app = join(n8nHome(), 'app');
	const stamp = join(app, 'installed');
	if (existsSync(stamp) && existsSync(n8nProgram()) && readFileSync(stamp, 'utf8') === N8N_VERSION) return;
	mkdirSync(app, { recursive: true });
	writeFileSync(join(app, 'package.json'), JSON.stringify(PACKAGE, null, '\t'));
	const log = join(n8nHome(), 'install.log');
	report(`Installing n8n ${N8N_VERSION} into ${app}: about 4 minutes and 3 GB of disk, this once. Details: ${log}`);
	await timed(report, 'its packages', async () => await runNpm(['install', '--ignore-scripts'], app, log));
	await timed(report, 'its database driver', async () => await runNpm(['rebuild', 'sqlite3'], app, log));
	writeFileSync(stamp, N8N_VERSION);
}

async function timed(report: Report, what: string, work: () => Promise<unknown>): Promise<void> {
	const start = Date.now();
	const beat = setInterval(() => report(`  … still at ${what} (${seconds(start)} s)`), 30_000);
	try {
		await work();
	} finally {
		clearInterval(beat);
	}
	report(`  ${what}: ${seconds(start)} s`);
}

function seconds(start: number): number {
	return Math.round((Date.now() - start) / 1000);
}
