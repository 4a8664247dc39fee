import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Campaign } from './demo/Campaign';
import { chinook } from './demo/chinook';
import { createHost, projectRoot } from './host';

/**
 * Puts sample data into the store that nodes use without a credential: the Chinook customers, salespeople, a campaign
 * and a template, through the shipped workflows. Does nothing where a store is already there.
 * @param userFolder n8n's own: the store lies under its .n8n
 */
export async function loadSampleData(userFolder: string, smtpPort: number, say: (line: string) => void): Promise<void> {
	const storeFile = join(userFolder, '.n8n', 'crm-campaigns', 'store.sqlite');
	if (existsSync(storeFile)) return;
	say('Loading sample data');
	const host = await createHost({ userFolder });
	const root = projectRoot();
	try {
		const campaign = new Campaign({ host, storeFile, smtpPort, workflowFolder: join(root, 'workflows'), say });
		await campaign.prepare('First campaign', chinook(join(root, 'data')));
	} finally {
		await host.close();
	}
}
