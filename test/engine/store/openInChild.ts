import { openStore, type StoreSettings } from '../../../engine/store/openStore';
import { insertRow } from '../../support/rows';

/** `node openInChild.js STORE`: opens the store when told to, writes one row, and ends by itself: nothing is closed. */
async function main(settings: StoreSettings): Promise<void> {
	await new Promise<void>((resolve) => process.once('message', () => resolve()));
	const store = await openStore(settings);
	await insertRow(store, 'account', { name: `Of ${process.pid}` });
	process.send?.({ id: store.id });
	process.disconnect();
}

// Written by the test beside this file.
void main(JSON.parse(process.argv[2] ?? '') as StoreSettings);
