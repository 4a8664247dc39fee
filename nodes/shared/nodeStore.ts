import { isAbsolute, join } from 'node:path';
import { homedir } from 'node:os';
import type { ICredentialDataDecryptedObject, IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { openStore, type StoreSettings } from '../../engine/store/openStore';
import type { Store } from '../../engine/store/Store';

/** The optional credential: without it the store is a file in n8n's user folder. */
export const STORE_CREDENTIAL = 'crmStoreApi';

const DEFAULT_FILE = 'store.sqlite';

/** The store this node works on. @throws EngineError when it can't be used */
export async function nodeStore(context: IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions | IHookFunctions): Promise<Store> {
	const chosen = context.getNode().credentials?.[STORE_CREDENTIAL] !== undefined;
	return await openStore(chosen ? storeSettings(await context.getCredentials(STORE_CREDENTIAL)) : defaultStore());
}

/** How a credential names its store. */
export function storeSettings(credential: ICredentialDataDecryptedObject): StoreSettings {
	if (credential['kind'] === 'postgres') {
		const ssl = credential['ssl'];
		return {
			kind: 'postgres',
			host: text(credential['host']) || 'localhost',
			port: Number(credential['port'] ?? 5432),
			database: text(credential['database']),
			user: text(credential['user']),
			password: text(credential['password']),
			ssl: ssl === 'on' ? true : ssl === 'any' ? { rejectUnauthorized: false } : false,
		};
	}
	const file = text(credential['file']) || DEFAULT_FILE;
	return fileStore(isAbsolute(file) ? file : join(storeFolder(), file));
}

export function defaultStore(): StoreSettings {
	return fileStore(join(storeFolder(), DEFAULT_FILE));
}

/** In queue mode the webhook and the worker would each have a file of their own. */
function fileStore(file: string): StoreSettings {
	if (process.env['EXECUTIONS_MODE'] === 'queue') {
		throw new EngineError(
			'store-location',
			'This n8n runs in queue mode, where a store in a file would be another one on every worker.',
			'Choose a CRM Store credential with PostgreSQL in this node.',
		);
	}
	return { kind: 'sqlite', file };
}

/** As n8n finds its own folder. */
function storeFolder(): string {
	return join(process.env['N8N_USER_FOLDER'] ?? homedir(), '.n8n', 'crm-campaigns');
}

function text(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
