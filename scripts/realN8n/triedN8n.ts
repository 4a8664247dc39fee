import { join } from 'node:path';

import { projectRoot } from '../host/projectRoot';

const USUAL = '2.40.7';

/** The n8n that this project is tried with. The environment variable N8N_VERSION names another, e.g. `2.11.2`. */
export const N8N_VERSION = process.env.N8N_VERSION ?? USUAL;

/** Whether it is the one that is tried as a rule; another is an older one. */
export const IS_USUAL_N8N = N8N_VERSION === USUAL;

/** The Node that runs n8n: the one that runs this, unless the environment variable N8N_NODE gives the path of another. */
export const N8N_NODE = process.env.N8N_NODE ?? process.execPath;

/** The folder that holds the private n8n and its data; never committed. Another version has its own: an older one can't read the data of a newer. */
export function n8nHome(): string {
	const home = join(projectRoot(), '.n8n-home');
	return N8N_VERSION === USUAL ? home : join(home, N8N_VERSION);
}

/** The program of the installed n8n. */
export function n8nProgram(): string {
	return join(n8nHome(), 'app', 'node_modules', 'n8n', 'bin', 'n8n');
}
