import { serialize } from 'node:v8';

import type { INodeParameters } from 'n8n-workflow';

import { processChunk } from '../../../engine/campaigns/processChunk';
import type { Transaction } from '../../../engine/store/Transaction';
import { insertRows } from '../../support/rows';
import { byId, NODE, STORES } from '../shared/NodeHost';
import { CampaignNodes } from './CampaignNodes';

const RECORDS = 20_000;
/** The smallest window of set work is 500 rows, the largest 20,000, and the first of a transaction 1,000. */
const MOST_TRANSACTIONS = RECORDS / 500 + 10;
/** What a transaction may hand to the thread of the editor, in bytes: counts, never rows. */
const SMALL = 4_096;

describe.each(STORES)('CRM Campaign on %s: a large selection', (dialect) => {
	let scene: CampaignNodes;

	beforeAll(async () => {
		scene = await CampaignNodes.create(dialect);
		for (let at = 0; at < RECORDS; at += 5_000) {
			await insertRows(scene.nodes.store, 'contact', Array.from({ length: 5_000 }, (_, index) => ({ name: `Person ${at + index}`, email: `p${at + index}@example.com` })));
		}
	});
	afterEach(() => {
		jest.restoreAllMocks();
	});
	afterAll(async () => {
		await scene.nodes.close();
	});

	test('X-04 20,000 records go through the nodes as one item, in chunks: few transactions, none of which hands rows over', async () => {
		const { store } = scene.nodes;
		const run = store.run.bind(store);
		const seen: { readonly name: string; readonly asked: number; readonly answered: number }[] = [];
		jest.spyOn(store, 'run').mockImplementation(async <Input, Result>(transaction: Transaction<Input, Result>, input: Input): Promise<Result> => {
			const result = await run(transaction, input);
			seen.push({ name: transaction.name, asked: serialize(input).length, answered: serialize(result).length });
			return result;
		});
		const selection = await scene.select({ contact: [{ allRecords: true }] });
		expect(selection.json).toMatchObject({ count: RECORDS });
		const processes: [string, INodeParameters][] = [
			['campaignLink', {}],
			['messages', { template: byId(scene.template.id) }],
			['tasks', {}],
			['edit', { edits: { contact: [{ field: 'city', clear: false, value: 'Roma' }] } }],
			['events', { attendance: 'together', eventStart: '2031-01-01T09:00' }],
		];
		for (const [operation, parameters] of processes) {
			const items = (await scene.run(operation, parameters, [selection])).expect('success').items(NODE);
			expect(items).toHaveLength(1);
			expect(items[0]?.json).toMatchObject({ selected: RECORDS, done: RECORDS, skipped: {}, notSent: {} });
			expect(serialize(items).length).toBeLessThan(SMALL);
		}
		const chunks = seen.filter(({ name }) => name === processChunk.name).length;
		expect(chunks).toBeLessThanOrEqual(processes.length * MOST_TRANSACTIONS);
		expect(seen.length - chunks).toBeLessThanOrEqual(MOST_TRANSACTIONS);
		// The catalogue of fields is the largest that a node ever gets from the store.
		expect(seen.filter(({ name, asked, answered }) => !name.includes('atalogue') && (asked > SMALL || answered > SMALL))).toEqual([]);
	});
});
