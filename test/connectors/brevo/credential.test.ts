import { CrmBrevoApi } from '../../../credentials/CrmBrevoApi.credentials';
import { API_KEY } from '../../simulators/brevo/brevoRules';
import { evaluated, testedAt } from '../testedAt';
import { startBrevo, stopAll } from './world';

const credential = new CrmBrevoApi();

afterEach(stopAll);

/** As the test button asks, with the headers that the credential signs in by. */
async function ask(values: Readonly<Record<string, string>>): Promise<number> {
	const headers = Object.entries(credential.authenticate.properties.headers ?? {}).map(([name, text]): [string, string] => [name, evaluated(typeof text === 'string' ? text : '', values)]);
	return (await fetch(testedAt(credential, values), { headers })).status;
}

describe('The Brevo credential', () => {
	test('is tested at Brevo, or at a gateway of one\'s own, with or without a slash at its end', () => {
		for (const baseUrl of ['', ' ']) expect(testedAt(credential, { baseUrl })).toBe('https://api.brevo.com/v3/account');
		for (const baseUrl of ['http://127.0.0.1:9/v3', 'http://127.0.0.1:9/v3/', ' http://127.0.0.1:9/v3// ']) expect(testedAt(credential, { baseUrl })).toBe('http://127.0.0.1:9/v3/account');
	});

	test('a key that is right passes, also with blanks around it as it was pasted; a wrong one and one of an unknown address do not', async () => {
		const { url } = await startBrevo();
		expect(await ask({ apiKey: API_KEY, baseUrl: url })).toBe(200);
		expect(await ask({ apiKey: ` ${API_KEY}\n`, baseUrl: `${url}/` })).toBe(200);
		expect(await ask({ apiKey: 'xkeysib-other', baseUrl: url })).toBe(401);
		const moved = await startBrevo({ unknownIp: true });
		expect(await ask({ apiKey: API_KEY, baseUrl: moved.url })).toBe(401);
	});

	test('hides the key', () => {
		expect(credential.properties.find(({ name }) => name === 'apiKey')?.typeOptions?.password).toBe(true);
	});
});
