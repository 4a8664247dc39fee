import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from '../host/projectRoot';
import type { WorkflowJson } from '../host/WorkflowJson';
import { readWorkflow } from '../host/WorkflowJson';

/** Every workflow in workflows/, in the order of the file names. */
export function shippedWorkflows(): WorkflowJson[] {
	const folder = join(projectRoot(), 'workflows');
	if (!existsSync(folder)) return [];
	const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
	return files.map((file) => readWorkflow(join(folder, file)));
}
