import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BinaryDataService } from 'n8n-core';

import { closeStore } from '../../../engine/store/openStore';
import { defaultStore } from '../../../nodes/shared/nodeStore';
import { createHost, itemWithFiles, PACKAGE_NAME, type Host, type WorkflowJson } from '../../harness';
import { workbook } from '../../engine/records/import/workbook';

const ROWS = 20_000;

/** Makes a CSV file of the items that come in and imports it. */
const writeAndImport: WorkflowJson = {
	name: 'Write and import',
	nodes: [
		{ id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{ id: '2', name: 'Write', type: 'n8n-nodes-base.convertToFile', typeVersion: 1.1, position: [0, 0], parameters: { operation: 'csv', binaryPropertyName: 'people', options: { fileName: 'people.csv' } } },
		{
			id: '3',
			name: 'Import',
			type: `${PACKAGE_NAME}.crmRecord`,
			typeVersion: 1,
			position: [0, 0],
			parameters: { resource: 'record', operation: 'import', kind: 'contact', source: 'file', binaryProperty: 'people' },
		},
	],
	connections: {
		Start: { main: [[{ node: 'Write', type: 'main', index: 0 }]] },
		Write: { main: [[{ node: 'Import', type: 'main', index: 0 }]] },
	},
};

describe('CRM Record: import of files as n8n keeps them', () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'crm-record-files-'));
	let host: Host;

	beforeAll(async () => {
		process.env['N8N_DEFAULT_BINARY_DATA_MODE'] = 'filesystem';
		host = await createHost({ userFolder, expressionEngine: 'vm' });
		await binaryDataService().init();
	});

	afterAll(async () => {
		await closeStore(defaultStore());
		await host.close();
		rmSync(userFolder, { recursive: true });
	});

	test('a large file that n8n keeps on disk is streamed from there', async () => {
		const items = Array.from({ length: ROWS }, (_, index) => ({ json: { Name: `Person ${index}`, Email: `person${index}@example.com` } }));
		const result = (await host.run(writeAndImport, { inputItems: items })).expect('success');
		expect(result.items('Write')[0]?.binary?.['people']?.id).toMatch(/^filesystem/);
		expect(result.json('Import')).toMatchObject([{ file: 'people.csv', rows: ROWS, created: ROWS, refused: 0 }]);
	});

	test('an Excel file in memory is read by its content, from the sheet that is named', async () => {
		const content = workbook({
			Notes: { 1: [{ text: 'Nothing here' }], 2: [{ text: 'to see' }] },
			People: { 1: [{ text: 'Full Name' }, { text: 'Birthday' }], 2: [{ text: 'Ana Ruiz' }, { date: 29_279 }] },
		});
		const file = itemWithFiles({}, { people: { name: 'people.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', content } });
		const node = writeAndImport.nodes.find((one) => one.name === 'Import');
		if (!node) throw new Error('The workflow has no import.');
		const parameters = { ...node.parameters, importOptions: { sheet: 'People' } };
		const result = await host.run({ name: 'Import', nodes: [{ ...node, parameters }], connections: {} }, { startNode: 'Import', inputItems: [file] });
		expect(result.expect('success').json('Import')).toMatchObject([{ created: 1, refused: 0, format: { kind: 'xlsx', sheet: 'People' } }]);
	});
});

/** The service that n8n's engine keeps files with, from the container that it uses itself. */
function binaryDataService(): BinaryDataService {
	const module: unknown = createRequire(require.resolve('n8n-core'))('@n8n/di');
	const container: unknown = typeof module === 'object' && module !== null && 'Container' in module ? module.Container : null;
	const get: unknown = typeof container === 'object' && container !== null && 'get' in container ? container.get : null;
	const service: unknown = typeof get === 'function' ? Reflect.apply(get, container, [BinaryDataService]) : null;
	if (service instanceof BinaryDataService) return service;
	throw new Error('n8n-core has no service for binary data.');
}
