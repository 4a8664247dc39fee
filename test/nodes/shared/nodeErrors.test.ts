import { NodeOperationError, type INode } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { asNodeError } from '../../../nodes/shared/nodeErrors';

const NODE: INode = { id: '1', name: 'Node', type: 'n8n-nodes-crm-campaigns.crmSegment', typeVersion: 1, position: [0, 0], parameters: {} };

describe('an engine\'s failure in n8n\'s words', () => {
	test('the message names the thing, the description is the way out', () => {
		const error = asNodeError(NODE, new EngineError('not-found', 'There is no selection 7.', 'Run the search again.'), 3);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'There is no selection 7.', description: 'Run the search again.', context: { itemIndex: 3 } });
	});

	test('keeps its words where n8n would put general ones in their place', () => {
		const error = asNodeError(NODE, new EngineError('unavailable', 'The store crm can\'t be reached (ECONNREFUSED).', 'Start it.'));
		expect(error.message).toBe('The store crm can\'t be reached (ECONNREFUSED).');
	});

	test('is known by its shape: a package that n8n loaded twice has two classes of it', () => {
		const other = Object.assign(new Error('Of the other copy.'), { name: 'EngineError', wayOut: 'Go on.' });
		expect(asNodeError(NODE, other)).toMatchObject({ message: 'Of the other copy.', description: 'Go on.' });
	});

	test('a node\'s own error stays as it is, anything else becomes one', () => {
		const own = new NodeOperationError(NODE, 'Mine.');
		expect(asNodeError(NODE, own)).toBe(own);
		expect(asNodeError(NODE, new TypeError('Oops'))).toMatchObject({ name: 'NodeOperationError', message: 'Oops' });
		expect(asNodeError(NODE, 'just a text')).toMatchObject({ message: 'just a text' });
	});
});
