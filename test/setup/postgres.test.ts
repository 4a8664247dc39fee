import { Client } from 'pg';

describe('the PostgreSQL of the tests', () => {
	async function query(text: string): Promise<Record<string, unknown>[]> {
		const client = new Client({ connectionString: process.env.TEST_POSTGRES_URL });
		await client.connect();
		try {
			return (await client.query<Record<string, unknown>>(text)).rows;
		} finally {
			await client.end();
		}
	}

	test('answers, and lets a test make a database of its own', async () => {
		expect(await query('SELECT 1 + 1 AS two')).toEqual([{ two: 2 }]);
		await query('CREATE DATABASE probe_of_the_set_up');
		await query('DROP DATABASE probe_of_the_set_up');
	});

	test('sorts as people do, so that reliance on binary order shows', async () => {
		const rows = await query(`SELECT v FROM (VALUES ('Zapata'), ('Álvarez'), ('ada')) AS t (v) ORDER BY v`);
		expect(rows.map(({ v }) => v)).toEqual(['ada', 'Álvarez', 'Zapata']);
	});
});
