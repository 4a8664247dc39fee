import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { runCommand } from './runCommand';

/** Settings of npm that say how to reach a registry or build, not what to do in this project. */
const KEPT = /^npm_config_(registry|cache|cafile|proxy|https_proxy|noproxy|nodedir|python|userconfig|globalconfig)$/;

/** Runs npm in a folder with a package.json of its own. `logFile` gets all that npm says. */
export async function runNpm(args: readonly string[], cwd: string, logFile?: string): Promise<string> {
	return await runCommand('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, env: environment(), logFile });
}

/** Without what an outer `npm run` passes on: this project's own `ignore-scripts`, for one, would hold there too. */
function environment(): NodeJS.ProcessEnv {
	const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || KEPT.test(name)));
	const headers = join(dirname(process.execPath), '..');
	// Where Node brings its headers along, an add-on needs no download of them.
	if (env.npm_config_nodedir === undefined && existsSync(join(headers, 'include', 'node', 'node_api.h'))) env.npm_config_nodedir = headers;
	return env;
}
