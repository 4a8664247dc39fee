import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { NodeCatalogue } from '../../scripts/host/NodeCatalogue';
import { PACKAGE_NAME } from '../../scripts/host/projectRoot';
import type { WorkflowJson } from '../../scripts/host/WorkflowJson';
import type { CredentialImport } from '../../scripts/realN8n/imports';

const NOTE = 'n8n-nodes-base.stickyNote';
const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';

/** A workflow with an id: n8n's import needs one to know it again. */
export interface TestedWorkflow extends WorkflowJson {
	readonly id: string;
}

/** Gives an id to what has none. */
export function withId(workflow: WorkflowJson, index: number): TestedWorkflow {
	return { ...workflow, id: workflow.id ?? `tested${index}` };
}

/** The nodes that stand on the canvas as such: all but notes. */
export function canvasNodes({ nodes }: WorkflowJson): INode[] {
	return nodes.filter(({ type }) => type !== NOTE);
}

/** The nodes whose panels are worth opening: ours; all of them in a workflow that has none of ours. */
export function nodesToOpen(workflow: WorkflowJson): INode[] {
	const nodes = canvasNodes(workflow);
	const ours = nodes.filter(({ type }) => type.startsWith(`${PACKAGE_NAME}.`));
	return ours.length > 0 ? ours : nodes;
}

/** Signs in to a mailbox when it is published, and there is none to sign in to. */
const MAILBOX_TRIGGER = 'n8n-nodes-base.emailReadImap';

/** Whether n8n can publish it here: something but a person starts it, and no mailbox. */
export function isPublishable(workflow: WorkflowJson, catalogue: NodeCatalogue): boolean {
	if (canvasNodes(workflow).some(({ type, disabled }) => disabled !== true && type === MAILBOX_TRIGGER)) return false;
	return canvasNodes(workflow).some(({ type, typeVersion, disabled }) => {
		return disabled !== true && type !== MANUAL_TRIGGER && catalogue.find(type, typeVersion)?.description.group.includes('trigger');
	});
}

/** A credential of each type that the nodes can't do without, the mail server's pointing at the mailbox. */
export function neededCredentials(workflows: readonly WorkflowJson[], catalogue: NodeCatalogue, smtpPort: number): CredentialImport[] {
	const types = new Set(workflows.flatMap(canvasNodes).flatMap((node) => requiredTypes(node, catalogue)));
	const smtp: ICredentialDataDecryptedObject = { user: '', password: '', host: '127.0.0.1', port: smtpPort, secure: false, disableStartTls: true };
	return [...types].map((type) => ({ id: `tested-${type}`, name: `${type} of the test`, type, data: type === 'smtp' ? smtp : {} }));
}

function requiredTypes(node: INode, catalogue: NodeCatalogue): string[] {
	const description = catalogue.find(node.type, node.typeVersion)?.description;
	if (!description) return [];
	const parameters = NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? node.parameters;
	const required = (description.credentials ?? []).filter((credential) => credential.required === true);
	return required.filter((credential) => NodeHelpers.displayParameter(parameters, credential, node, description)).map(({ name }) => name);
}
