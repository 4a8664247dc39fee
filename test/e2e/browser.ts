import { existsSync } from 'node:fs';

import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

import { runCommand } from '../../scripts/realN8n/runCommand';
import { write } from './Checks';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Nothing but the page under test is to be fetched. */
const FLAGS = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Starts a headless Chromium. Where there is none, root on Debian gets one installed, anyone else is told how. */
export async function launchBrowser(): Promise<Browser> {
	const executablePath = findChromium() ?? (await installChromium());
	const asRoot = process.getuid?.() === 0;
	return await chromium.launch({ executablePath, headless: true, args: asRoot ? [...FLAGS, '--no-sandbox'] : FLAGS });
}

function findChromium(): string | undefined {
	const named = process.env.CHROMIUM_PATH;
	if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is nothing.`);
	return named ?? PLACES.find((place) => existsSync(place));
}

async function installChromium(): Promise<string> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
		throw new Error('No Chromium or Chrome was found. Install one (on Debian: "sudo apt-get install chromium"), or give its path as CHROMIUM_PATH.');
	}
	write('Installing Chromium with apt-get');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update'], { cwd: '/', env });
	await runCommand('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], { cwd: '/', env });
	const found = findChromium();
	if (!found) throw new Error('apt-get installed chromium, and yet it isn\'t at /usr/bin/chromium. Give its path as CHROMIUM_PATH.');
	return found;
}
