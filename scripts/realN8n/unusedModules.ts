import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { n8nProgram } from './triedN8n';

/** Modules of n8n that look for a network, or that nobody needs here. */
const UNUSED = ['mcp-registry', 'instance-ai', 'agents', 'chat-hub', 'insights'];

/** Those of them that the installed n8n has: it doesn't start when it is told of one that it doesn't know. */
export function unusedModules(): string[] {
	const modules = join(dirname(n8nProgram()), '..', 'dist', 'modules');
	return UNUSED.filter((name) => existsSync(join(modules, name)) || existsSync(join(modules, `${name}.ee`)));
}
