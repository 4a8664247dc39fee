import { createHash } from 'node:crypto';

import type { Suppression, SuppressionReason, SuppressionService } from '../../engine/consent/services/SuppressionService';
import { EngineError } from '../../engine/EngineError';
import type { SendGridApi } from './SendGridApi';
import { SENDGRID_LIMITS } from './sendGridLimits';
import { sendGridBaseUrl } from './SendGridSettings';
import { suppressGlobally, suppressionPages, type SuppressionList, type SuppressionRow } from './suppressions';

const REASONS: Readonly<Record<SuppressionList, SuppressionReason>> = {
	unsubscribes: 'unsubscribed',
	groups: 'unsubscribed',
	'spam-reports': 'spam',
	bounces: 'bounced',
	'invalid-emails': 'bounced',
};

const LISTS: readonly SuppressionList[] = ['unsubscribes', 'groups', 'spam-reports', 'bounces', 'invalid-emails'];

/** SendGrid's suppressions, to be kept in step with the ledger. */
export function sendGridSuppressions(api: SendGridApi): SuppressionService {
	return {
		name: 'SendGrid',
		account: accountOf(api),
		lists: LISTS.map((name) => ({
			name,
			async *pages(range) {
				for await (const { rows, next } of suppressionPages(api, name, range)) yield { rows: rows.map(suppression), next };
			},
		})),
		events: null,
		tellAtOnce: SENDGRID_LIMITS.suppressionsPerCall,
		async tell(addresses) {
			return { refused: await tellRefusing(api, addresses) };
		},
		cannot: ['SendGrid tells no past events: opens and clicks that its webhook lost stay lost; unsubscribes, spam reports and bounces are found on its lists.'],
	};
}

/** A key is random enough that nobody finds it by its hash; another key begins from the start, which does no harm. */
function accountOf({ settings }: SendGridApi): string {
	const identity = [sendGridBaseUrl(settings), settings.subuser ?? '', settings.apiKey].join('\n');
	return `sendgrid-${createHash('sha256').update(identity).digest('hex').slice(0, 12)}`;
}

function suppression(row: SuppressionRow): Suppression {
	return { address: row.address, reason: REASONS[row.list], since: row.createdAt, sinceIsLastChange: false, note: row.groupId === null ? row.reason : `group ${row.groupId}` };
}

/** One call for all; where SendGrid doesn't accept it, halves of it, so that every address but the refused ones is told. */
async function tellRefusing(api: SendGridApi, addresses: readonly string[]): Promise<{ address: string; reason: string }[]> {
	try {
		await suppressGlobally(api, addresses);
		return [];
	} catch (error) {
		if (!(error instanceof EngineError) || error.code !== 'invalid-input') throw error;
		const [address, ...others] = addresses;
		if (address !== undefined && others.length === 0) return [{ address, reason: error.message }];
		const middle = Math.ceil(addresses.length / 2);
		return [...(await tellRefusing(api, addresses.slice(0, middle))), ...(await tellRefusing(api, addresses.slice(middle)))];
	}
}
