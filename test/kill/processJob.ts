import { runProcess } from '../../engine/campaigns/runProcess';
import { carryOutJob, type ProcessJob } from './job';

void carryOutJob<ProcessJob>((store, { selectionId, settings, campaignId }) =>
	runProcess(store, { selectionId, settings, parameters: { campaignId }, createAgain: false }, { storeId: store.id, dryRun: false }),
);
