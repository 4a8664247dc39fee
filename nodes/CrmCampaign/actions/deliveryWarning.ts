import type { IExecuteFunctions } from 'n8n-workflow';

import { deliveryCounts } from '../../../engine/delivery/deliveryCounts';
import { lastDelivery } from '../../../engine/delivery/deliveryPulse';
import type { Store } from '../../../engine/store/Store';

const MINUTES = 15;

/** Warns that messages wait in a queue that nobody delivers: neither a node after this one, nor a schedule. */
export async function warnIfNobodyDelivers(context: IExecuteFunctions, store: Store, campaignId: number): Promise<void> {
	if (isDeliveredAfterwards(context)) return;
	const last = await store.run(lastDelivery, null);
	if (last !== null && Date.now() - last < MINUTES * 60_000) return;
	const { queued } = await store.run(deliveryCounts, { campaignId });
	if (queued === 0) return;
	context.addExecutionHints({
		message: `${queued} queued; no delivery has run in the last ${MINUTES} minutes: activate the workflow "Deliver what is left", or connect Campaign Email → Deliver.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/** Deliver is that node's default operation, which n8n may leave out of a workflow. */
function isDeliveredAfterwards(context: IExecuteFunctions): boolean {
	return context
		.getChildNodes(context.getNode().name, { includeNodeParameters: true })
		.some(({ type, disabled, parameters }) => type.endsWith('.campaignEmail') && disabled !== true && (parameters?.['operation'] ?? 'deliver') === 'deliver');
}
