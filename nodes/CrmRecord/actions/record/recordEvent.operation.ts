import type { INodeProperties } from 'n8n-workflow';

import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';

export const description: INodeProperties[] = [];

export async function run(_call: OperationCall): Promise<OperationOutcome> {
	return outcome([]);
}
