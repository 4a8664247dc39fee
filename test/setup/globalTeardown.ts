import { running } from './running';

/** After all tests: ends what the set-up started. */
export default async function tearDown(): Promise<void> {
	await running.postgres?.stop();
}
