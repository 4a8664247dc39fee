import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

import { closeStore } from '../../../engine/store/openStore';
import { storeSettings } from '../../../nodes/shared/nodeStore';
import { crmStoreTest } from '../../../nodes/shared/storeTest';
import { newDatabase, NODE, NodeHost, type NodeName } from './NodeHost';

const NODES: NodeName[] = ['campaignEmail', 'crmCampaign', 'crmConsent', 'crmSegment'];
const COUNT = { operation: 'count', criteriaBy: 'tabs', tabs: { contact: [{ allRecords: true }] } };

describe('the CRM Store credential', () => {
	const folder = mkdtempSync(join(tmpdir(), 'crm-store-'));
	let nodes: NodeHost;
	const opened: ICredentialDataDecryptedObject[] = [];

	beforeAll(async () => {
		nodes = await NodeHost.create();
		await nodes.record('contact', { name: 'In the default store' });
	});

	afterAll(async () => {
		for (const data of opened) await closeStore(storeSettings(data));
		await nodes.close();
		rmSync(folder, { recursive: true });
	});

	const credential = (data: ICredentialDataDecryptedObject) => {
		opened.push(data);
		return data;
	};

	const count = async (data: ICredentialDataDecryptedObject) => await nodes.run('crmSegment', COUNT, { credentials: { crmStoreApi: credential(data) } });

	const tested = async (data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> =>
		await crmStoreTest({ id: '1', name: 'Store', type: 'crmStoreApi', data: credential(data) });

	test('without it records lie in n8n\'s user folder; a file of another name is another store', async () => {
		expect((await nodes.run('crmSegment', COUNT)).expect('success').json(NODE)).toMatchObject([{ count: 1 }]);
		expect((await count({ kind: 'sqlite', file: 'other.sqlite' })).expect('success').json(NODE)).toMatchObject([{ count: 0 }]);
		expect((await count({ kind: 'sqlite', file: join(folder, 'elsewhere.sqlite') })).expect('success').json(NODE)).toMatchObject([{ count: 0 }]);
	});

	test('PostgreSQL holds a store too', async () => {
		expect((await count(await newDatabase())).expect('success').json(NODE)).toMatchObject([{ count: 0 }]);
	});

	test('a selection of one store is refused in another', async () => {
		const selection = (await nodes.run('crmSegment', { ...COUNT, operation: 'search' })).expect('success').json(NODE);
		const result = await nodes.run('crmCampaign', { operation: 'tasks' }, { items: selection.map((json) => ({ json })), credentials: { crmStoreApi: credential({ kind: 'sqlite', file: 'other.sqlite' }) } });
		expect(result.error).toMatchObject({ message: expect.stringContaining('was made in another store'), description: 'Choose the same CRM Store credential in both nodes.' });
	});

	test('its test opens the store and says what is in it', async () => {
		expect(await tested({ kind: 'sqlite', file: '' })).toEqual({ status: 'OK', message: expect.stringMatching(/^Connection successful: 1 contacts, 0 leads and 0 accounts in .*store\.sqlite$/) });
		expect(await tested(await newDatabase())).toEqual({ status: 'OK', message: expect.stringMatching(/^Connection successful: 0 contacts/) });
	});

	test('its test says what is wrong and what to do', async () => {
		const broken = join(folder, 'broken.sqlite');
		writeFileSync(broken, 'this is no database, whatever its name says');
		expect(await tested({ kind: 'sqlite', file: broken })).toEqual({ status: 'Error', message: expect.stringContaining('broken.sqlite') });
		expect(await tested({ kind: 'postgres', host: '127.0.0.1', port: 1, database: 'crm', user: 'crm', password: 'x', ssl: 'off' })).toMatchObject({ status: 'Error', message: expect.stringContaining('can\'t be reached') });
	});

	test('no error tells the password', async () => {
		const password = 'correct-horse-battery';
		const good = await newDatabase();
		for (const data of [{ ...good, user: 'nobody_of_that_name', password }, { ...good, port: 1, password }, { ...good, host: 'no.such.host.invalid', password }, { ...good, database: 'no_such_database', password }]) {
			const result = await count(data);
			expect(result.error).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining('store'), description: expect.stringMatching(/\S/) });
			expect(JSON.stringify(result.error) + JSON.stringify(result.run?.data.resultData) + JSON.stringify(await tested(data))).not.toContain(password);
		}
	});

	describe('in queue mode', () => {
		beforeEach(() => {
			process.env['EXECUTIONS_MODE'] = 'queue';
		});

		afterEach(() => {
			delete process.env['EXECUTIONS_MODE'];
		});

		test('a file is refused, the default one and a named one, and PostgreSQL is not', async () => {
			const refused = { message: expect.stringContaining('queue mode'), description: 'Choose a CRM Store credential with PostgreSQL in this node.' };
			expect((await nodes.run('crmSegment', COUNT)).error).toMatchObject(refused);
			expect((await nodes.run('crmSegment', COUNT, { credentials: { crmStoreApi: { kind: 'sqlite', file: 'other.sqlite' } } })).error).toMatchObject(refused);
			expect((await count(await newDatabase())).expect('success').json(NODE)).toMatchObject([{ count: 0 }]);
		});
	});

	test.each(NODES)('%s offers it, with its test', (node) => {
		const { description, methods } = nodes.nodeType(node);
		expect(description.credentials).toContainEqual({ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' });
		expect(methods?.credentialTest).toHaveProperty('crmStoreTest');
	});
});
