import type { IExecuteFunctions } from 'n8n-workflow';

import { lastJobsRun } from '../../../engine/jobs/jobsPulse';
import type { Store } from '../../../engine/store/Store';

const MINUTES = 60;

/** Warns that jobs wait in a queue that nobody runs: neither a node after this one, nor a schedule. */
export async function warnIfNobodyRuns(context: IExecuteFunctions, store: Store): Promise<void> {
	if (isRunAfterwards(context)) return;
	const last = await store.run(lastJobsRun, null);
	if (last !== null && Date.now() - last < MINUTES * 60_000) return;
	context.addExecutionHints({
		message: `Nobody has run due jobs in the last ${MINUTES} minutes: publish the workflow "Run jobs", or connect CRM Job → Run Due.`,
		type: 'warning',
		location: 'outputPane',
	});
}

function isRunAfterwards(context: IExecuteFunctions): boolean {
	return context
		.getChildNodes(context.getNode().name, { includeNodeParameters: true })
		.some(({ type, disabled, parameters }) => type.endsWith('.crmJob') && disabled !== true && (parameters?.['operation'] === 'runDue' || parameters?.['operation'] === 'runNow'));
}
