import { mkdirSync } from 'node:fs';

/** What n8n's engine reads of the environment. Values already set by the user win, but for the folder and the quiet log. */
const DEFAULTS: Readonly<Record<string, string>> = {
	N8N_ENCRYPTION_KEY: 'key-of-a-host-without-a-server',
	N8N_LOG_LEVEL: 'silent',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_DEFAULT_BINARY_DATA_MODE: 'default',
};

/**
 * Points n8n's engine (and the nodes of this package) at a user folder and keeps it quiet. The engine reads these when
 * its services are first asked for, so this has to run before a node type is loaded.
 */
export function prepareEnvironment(userFolder: string): void {
	mkdirSync(userFolder, { recursive: true });
	process.env.N8N_USER_FOLDER = userFolder;
	for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] ??= value;
}
