import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { countKinds } from '../../engine/records/countKinds';
import { openStore } from '../../engine/store/openStore';
import { storeSettings } from './nodeStore';

/** Tests a CRM Store credential: opens the store, which makes it at first use, and says what is in it. */
export async function crmStoreTest(credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		const store = await openStore(storeSettings(credential.data ?? {}));
		const { contact, lead, account } = await store.run(countKinds, null);
		return { status: 'OK', message: `Connection successful: ${contact} contacts, ${lead} leads and ${account} accounts in ${store.location}` };
	} catch (error) {
		return { status: 'Error', message: wordsOf(error) };
	}
}

function wordsOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return 'wayOut' in error && typeof error.wayOut === 'string' ? `${error.message} ${error.wayOut}` : error.message;
}
