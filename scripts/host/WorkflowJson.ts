import { readFileSync } from 'node:fs';

import type { IConnections, IDataObject, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';
import { jsonParse } from 'n8n-workflow';

/** A workflow as it stands in an exported JSON file. */
export interface WorkflowJson {
	readonly id?: string;
	readonly name: string;
	readonly nodes: INode[];
	readonly connections: IConnections;
	readonly settings?: IWorkflowSettings;
	readonly staticData?: IDataObject;
	readonly pinData?: IPinData;
	readonly active?: boolean;
}

/** Reads a workflow's JSON file, as the workflows/ folder ships them. Throws an error that names the file. */
export function readWorkflow(file: string): WorkflowJson {
	return jsonParse<WorkflowJson>(readFileSync(file, 'utf8'), { errorMessage: `${file} is not a workflow: it isn't valid JSON.` });
}
