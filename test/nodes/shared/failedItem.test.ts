import { NodeOperationError, type INode } from 'n8n-workflow';

import { failedItem } from '../../../nodes/shared/failedItem';

const NODE: INode = { id: '1', name: 'CRM Campaign', type: 'n8n-nodes-crm-campaigns.crmCampaign', typeVersion: 1, position: [0, 0], parameters: {} };

/** What n8n-core 2.11.1 asks of an item without an error of its own, before it sends it to the error output. */
const goesToErrorOutput = (json: Readonly<Record<string, unknown>>) => Boolean(json['error']) && (Object.keys(json).length === 1 || (Boolean(json['message']) && Object.keys(json).length === 2));

describe('an item that failed', () => {
	test.each([
		['with a way out', 'Fill in Name.', 'The campaign has no name. Fill in Name.'],
		['without one', undefined, 'The campaign has no name.'],
	])('%s goes to the error output of the oldest n8n too, and tells what to do', (_, description, message) => {
		const { json, pairedItem, ...more } = failedItem(new NodeOperationError(NODE, 'The campaign has no name.', { description }), 3);
		expect(json).toEqual({ error: 'The campaign has no name.', message });
		expect(goesToErrorOutput(json)).toBe(true);
		expect(pairedItem).toEqual({ item: 3 });
		expect(more).toEqual({});
	});
});
