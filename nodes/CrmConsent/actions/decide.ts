import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { rehearseConsent, setConsent, type SetConsentResult, type StandingAgainst } from '../../../engine/consent/setConsent';
import { getRecord } from '../../../engine/records/selectRecords';
import { checkCampaigns } from '../../shared/checkCampaigns';
import { isDryRun } from '../../shared/dryRunOption';
import { locator } from '../../shared/locators';
import type { OperationCall } from '../../shared/NodeOperation';
import { requiredId, textOf } from '../../shared/parameters';
import { readSubject, shownInstant } from './subject';

const show = { operation: ['lift', 'set'] };

/** What setting and lifting have in common. */
export const scopeProperties: INodeProperties[] = [
	{
		displayName: 'Scope',
		name: 'scope',
		type: 'options',
		options: [
			{ name: 'All Email', value: 'all' },
			{ name: 'One Campaign', value: 'campaign' },
		],
		default: 'all',
		displayOptions: { show },
	},
	locator('scopeCampaign', 'Campaign', 'searchCampaigns', { required: true, displayOptions: { show: { ...show, scope: ['campaign'] } } }),
];

export interface Decided {
	readonly json: IDataObject;
	/** What stands now; of a dry run, what would. */
	readonly result: SetConsentResult;
	readonly dryRun: boolean;
}

/** Writes one item's decision into the ledger; answers it with what stands now. */
export async function decide({ context, store, index }: OperationCall, decision: 'no' | 'lift'): Promise<Decided> {
	const subject = readSubject(context, index);
	const { scope, scopeRef, campaignId } = readScope(context, index);
	if (decision === 'no') {
		// A no of what is not there would reach nobody, or whoever gets that id later. Lifting one does no harm.
		await checkCampaigns(store, [campaignId]);
		if (subject.record) await store.run(getRecord, subject.record);
	}
	const reason = textOf(context.getNodeParameter('reason', index, ''));
	const dryRun = isDryRun(context, index);
	const result = await store.run(dryRun ? rehearseConsent : setConsent, { decision, ...subject, scope, scopeRef, source: 'user', reason, proof: null, happenedAt: null });
	const standing = result.stands.map(standingJson);
	return { json: { ...subject, scope, scopeRef, decision, reason, mayBeEmailed: !result.standing, standing, ...(dryRun ? { dryRun } : {}) }, result, dryRun };
}

function readScope(context: IExecuteFunctions, index: number): { scope: 'all' | 'campaign'; scopeRef: string; campaignId: number | null } {
	if (context.getNodeParameter('scope', index) !== 'campaign') return { scope: 'all', scopeRef: '', campaignId: null };
	const campaignId = requiredId(context.getNodeParameter('scopeCampaign', index), 'Campaign');
	return { scope: 'campaign', scopeRef: String(campaignId), campaignId };
}

function standingJson(no: StandingAgainst): IDataObject {
	return { of: no.of, scope: no.scope, scopeRef: no.scopeRef, source: no.source, since: shownInstant(no.since) };
}
