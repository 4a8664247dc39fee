import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { credentialTypesOf } from '../host/credentialTypes';
import { loadNodeCatalogue } from '../host/NodeCatalogue';
import type { WorkflowJson } from '../host/WorkflowJson';
import type { N8nServer } from './N8nServer';

/** A credential with the id it shall have in n8n. */
export interface CredentialImport {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly data: ICredentialDataDecryptedObject;
}

/** Imports credentials, over ones of the same id. The owner account has to be there. */
export async function importCredentials(server: N8nServer, credentials: readonly CredentialImport[]): Promise<void> {
	if (credentials.length === 0) return;
	await withFolder(async (folder) => {
		const file = join(folder, 'credentials.json');
		writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
		await server.cli(['import:credentials', `--input=${file}`]);
	});
}

/**
 * Imports workflows, over ones of the same id, unpublished. Shipped workflows name no credentials; the ones given here
 * are chosen in every node that can use their type.
 */
export async function importWorkflows(server: N8nServer, workflows: readonly WorkflowJson[], credentials: readonly CredentialImport[] = []): Promise<void> {
	if (workflows.length === 0) return;
	const prepared = await Promise.all(workflows.map(async (workflow) => await chooseCredentials(workflow, credentials)));
	await withFolder(async (folder) => {
		const input = join(folder, 'workflows');
		mkdirSync(input);
		for (const [index, workflow] of prepared.entries()) writeFileSync(join(input, `${String(index).padStart(4, '0')}.json`), JSON.stringify(workflow));
		await server.cli(['import:workflow', '--separate', `--input=${input}`]);
	});
}

async function chooseCredentials(workflow: WorkflowJson, credentials: readonly CredentialImport[]): Promise<WorkflowJson> {
	if (credentials.length === 0) return workflow;
	const catalogue = await loadNodeCatalogue();
	const nodes = workflow.nodes.map((node) => {
		const types = new Set(credentialTypesOf(node, catalogue));
		const chosen = credentials.filter(({ type }) => types.has(type)).map(({ type, id, name }) => [type, { id, name }] as const);
		return chosen.length === 0 ? node : { ...node, credentials: { ...Object.fromEntries(chosen), ...node.credentials } };
	});
	return { ...workflow, nodes };
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'crm-campaigns-import-'));
	try {
		await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
