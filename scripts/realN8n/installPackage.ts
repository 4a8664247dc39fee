import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jsonParse } from 'n8n-workflow';

import { PACKAGE_NAME, projectRoot } from '../host/projectRoot';
import type { Report } from './installN8n';
import { runNpm } from './npm';
import { runCommand } from './runCommand';

/** What n8n strips of a community package's package.json before it installs the rest. */
const STRIPPED = ['devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Packs this project and installs it into a user folder the way n8n's "Community nodes" page does: unpacked, stripped,
 * its plain dependencies beside it. Does nothing when the same pack is installed already.
 */
export async function installPackage(userFolder: string, report: Report): Promise<void> {
	const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
	const target = join(modules, PACKAGE_NAME);
	const work = mkdtempSync(join(tmpdir(), 'crm-campaigns-pack-'));
	try {
		const archive = await pack(work);
		const fingerprint = createHash('sha256').update(readFileSync(archive)).digest('hex');
		const stamp = join(modules, '.crm-campaigns-pack');
		if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
		report('Installing this package into n8n, as a user would');
		await runCommand('tar', ['-xzf', archive, '-C', work], { cwd: work });
		const unpacked = join(work, 'package');
		strip(join(unpacked, 'package.json'));
		await runNpm(['install', '--ignore-scripts', '--install-strategy=shallow', '--omit=dev', '--no-package-lock'], unpacked);
		mkdirSync(modules, { recursive: true });
		rmSync(target, { recursive: true, force: true });
		await move(unpacked, target);
		writeFileSync(stamp, fingerprint);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

async function pack(folder: string): Promise<string> {
	await runNpm(['pack', '--ignore-scripts', '--pack-destination', folder], projectRoot());
	const archive = readdirSync(folder).find((file) => file.endsWith('.tgz'));
	if (!archive) throw new Error('"npm pack" made no archive of this project.');
	return join(folder, archive);
}

function strip(file: string): void {
	const content = jsonParse<Record<string, unknown>>(readFileSync(file, 'utf8'));
	for (const key of STRIPPED) delete content[key];
	writeFileSync(file, JSON.stringify(content, null, '\t'));
}

/** A rename, or a copy where the temporary folder is on another disk. */
async function move(from: string, to: string): Promise<void> {
	try {
		renameSync(from, to);
	} catch {
		await runCommand('cp', ['-R', from, to], { cwd: projectRoot() });
	}
}
