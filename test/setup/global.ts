import { startPostgres } from './postgres';
import { running } from './running';
import { makeTemplate } from './storeTemplate';

/** Before all tests: one PostgreSQL for all, at TEST_POSTGRES_URL; a server given by that variable is used instead. */
export default async function setUp(): Promise<void> {
	if (!process.env.TEST_POSTGRES_URL) {
		running.postgres = await startPostgres();
		process.env.TEST_POSTGRES_URL = running.postgres.url;
	}
	await makeTemplate();
}
