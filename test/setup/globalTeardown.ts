import { running } from './running';
import { removeTemplate } from './storeTemplate';

/** After all tests: ends what the set-up started. */
export default async function tearDown(): Promise<void> {
	await removeTemplate();
	await running.postgres?.stop();
}
