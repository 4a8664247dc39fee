import { NodeHelpers } from 'n8n-workflow';
import { CrmSendGridApi } from '../../../credentials/CrmSendGridApi.credentials';
import { startSendGrid } from '../../simulators/sendgrid/sendGridSimulator';
import { TEST_KEY } from '../../simulators/sendgrid/SendGridRules';
import { testedAt } from '../testedAt';

const credential = new CrmSendGridApi();

describe('The SendGrid credential', () => {
	test('is tested at the host of its region', () => {
		expect(testedAt(credential, { region: 'global', baseUrl: '' })).toBe('https://api.sendgrid.com/v3/scopes');
		expect(testedAt(credential, { region: 'eu', baseUrl: '' })).toBe('https://api.eu.sendgrid.com/v3/scopes');
		expect(testedAt(credential, { region: 'eu', baseUrl: 'http://127.0.0.1:9' })).toBe('http://127.0.0.1:9/v3/scopes');
	});

	test('signs in with the key, for a subuser only where one is named', async () => {
		const sendGrid = await startSendGrid({ subusers: ['north'] });
		const ask = async (values: Record<string, string>): Promise<number> => {
			const { headers } = await credential.authenticate(values, { url: '' });
			const plain = Object.entries(headers ?? {}).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : '']);
			return (await fetch(testedAt(credential, { region: 'global', baseUrl: sendGrid.url, ...values }), { headers: plain })).status;
		};
		expect(await ask({ apiKey: TEST_KEY, subuser: '' })).toBe(200);
		expect(await ask({ apiKey: TEST_KEY, subuser: 'north' })).toBe(200);
		expect(await ask({ apiKey: TEST_KEY, subuser: 'south' })).toBe(403);
		expect(await ask({ apiKey: 'wrong', subuser: '' })).toBe(401);
		expect(sendGrid.calls.map(({ onBehalfOf }) => onBehalfOf)).toEqual([null, 'north', 'south', null]);
		await sendGrid.stop();
	});

	test('shows no field for the base URL, and hides the key', () => {
		const defaults = NodeHelpers.getNodeParameters(credential.properties, {}, true, false, null, null);
		expect(defaults).toMatchObject({ region: 'global', baseUrl: '' });
		const field = (name: string) => credential.properties.find((property) => property.name === name);
		expect(field('baseUrl')?.type).toBe('hidden');
		expect(field('apiKey')?.typeOptions?.password).toBe(true);
	});
});
