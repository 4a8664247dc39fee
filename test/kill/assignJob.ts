import { runDueJobs } from '../../engine/jobs/runDue';
import { carryOutJob, type AssignJob } from './job';

void carryOutJob<AssignJob>((store) => runDueJobs(store));
