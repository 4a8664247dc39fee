import { eraseAtSendGrid, liftGlobally, suppressGlobally, type SuppressionList, suppressionPages, type SuppressionRow } from '../../../connectors/sendgrid/suppressions';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import type { ListName } from '../../simulators/sendgrid/Suppressions';
import { listen } from '../http/servers';
import { apiTo } from './mails';

let sendGrid: SendGridSimulator;
beforeEach(async () => {
	sendGrid = await startSendGrid();
});
afterEach(() => sendGrid.stop());

async function all(list: SuppressionList, since: number | null, url = sendGrid.url): Promise<readonly SuppressionRow[]> {
	const rows: SuppressionRow[] = [];
	for await (const page of suppressionPages(apiTo(url), list, { since, until: Date.now(), from: 0 })) rows.push(...page.rows);
	return rows;
}

function people(count: number, created: (i: number) => number): readonly { readonly email: string; readonly created: number }[] {
	return Array.from({ length: count }, (_, i) => ({ email: `p${i}@people.example`, created: created(i) }));
}

describe('X-08 What SendGrid suppresses', () => {
	test.each<[SuppressionList, ListName]>([
		['unsubscribes', 'unsubscribes'],
		['bounces', 'bounces'],
		['spam-reports', 'spam_reports'],
		['invalid-emails', 'invalid_emails'],
		['groups', 'groups'],
	])('X-08 %s are read whole, page by page', async (list, name) => {
		sendGrid.suppressions.fill(name, people(1_234, () => 1_790_000_000).map((row) => ({ ...row, reason: 'because', ...(name === 'groups' ? { group_id: 7 } : {}) })));
		const rows = await all(list, null);
		expect([rows.length, new Set(rows.map(({ address }) => address)).size]).toEqual([1_234, 1_234]);
		expect(rows[0]).toEqual({ list, address: 'p0@people.example', createdAt: 1_790_000_000_000, reason: 'because', groupId: name === 'groups' ? '7' : null });
		expect(sendGrid.calls).toHaveLength(3);
	});

	test('a full last page ends the reading too', async () => {
		sendGrid.suppressions.fill('bounces', people(1_000, () => 1_790_000_000));
		expect(await all('bounces', null)).toHaveLength(1_000);
		expect(sendGrid.calls).toHaveLength(3);
	});

	test('only what came since a time', async () => {
		sendGrid.suppressions.fill('unsubscribes', people(1_000, (i) => 1_790_000_000 + i));
		const rows = await all('unsubscribes', 1_790_000_900_500);
		expect(rows.map(({ address }) => address)).toEqual(Array.from({ length: 100 }, (_, i) => `p${i + 900}@people.example`));
		expect(sendGrid.calls).toHaveLength(1);
	});

	test('a list that knows neither pages nor times does not go on for ever', async () => {
		const rows = Array.from({ length: 500 }, (_, i) => ({ email: `p${i}@people.example`, created_at: 1_790_000_000 + i, group_id: 7 }));
		let calls = 0;
		const plain = await listen((_request, response) => {
			calls++;
			response.end(JSON.stringify(rows));
		});
		expect(await all('groups', 1_790_000_400_000, plain.url)).toHaveLength(100);
		expect(calls).toBe(2);
		await plain.stop();
	});

	test('something else than a list is a fault, not an empty list', async () => {
		const proxy = await listen((_request, response) => response.end('<html>Sign in</html>'));
		await expect(all('bounces', null, proxy.url)).rejects.toMatchObject({ code: 'unavailable' });
		await proxy.stop();
	});

	test('X-08 a no goes there, in chunks; twice is as good as once; and is taken off again', async () => {
		const addresses = people(2_500, () => 0).map(({ email }) => email);
		const api = apiTo(sendGrid.url);
		await suppressGlobally(api, addresses);
		await suppressGlobally(api, addresses.slice(0, 10));
		expect(sendGrid.suppressions.addresses('unsubscribes')).toHaveLength(2_500);
		expect(sendGrid.calls).toHaveLength(4);
		await liftGlobally(api, 'p7@people.example');
		await liftGlobally(api, 'p7@people.example');
		expect(sendGrid.suppressions.addresses('unsubscribes')).toHaveLength(2_499);
		// An empty address would be the path of the list itself.
		await expect(liftGlobally(api, ' ')).rejects.toMatchObject({ code: 'invalid-input' });
		expect(sendGrid.suppressions.addresses('unsubscribes')).toHaveLength(2_499);
	});

	test('a person is forgotten there too', async () => {
		await eraseAtSendGrid(apiTo(sendGrid.url), ['ada@people.example']);
		expect(sendGrid.suppressions.erased).toEqual(['ada@people.example']);
	});
});
