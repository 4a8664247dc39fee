import { runDueJobs } from '../../../engine/jobs/runDue';
import type { AssignSettings, CopySettings, Job, JobSettings } from '../../../engine/jobs/Job';
import { jobResults } from '../../../engine/jobs/jobResults';
import { queueJob, type NewJob } from '../../../engine/jobs/queueJob';
import type { RanJob } from '../../../engine/jobs/runJob';
import type { JobResult } from '../../../engine/jobs/shownResults';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';

/** A world with jobs in it. */
export class JobWorld {
	private constructor(
		readonly world: CampaignWorld,
		readonly store: Store,
	) {}

	static async in(store: Store): Promise<JobWorld> {
		return new JobWorld(await CampaignWorld.in(store), store);
	}

	/** The user that records begin with, and the one that they go to. */
	get from(): number {
		return this.world.users[0] ?? 0;
	}

	get to(): number {
		return this.world.users[1] ?? 0;
	}

	assign(more: Partial<AssignSettings> = {}): AssignSettings {
		return { kind: 'assign', userId: this.to, related: [], throughContacts: false, onlyOpen: false, ...more };
	}

	copy(more: Partial<CopySettings> = {}): CopySettings {
		return { kind: 'copy', fromKind: 'account', fromField: 'city', toKind: 'contact', toField: 'city', throughContacts: false, onlyOpen: false, copyEmpty: false, ...more };
	}

	async queue(records: readonly Ref[] | number, settings: JobSettings, more: Partial<NewJob> = {}): Promise<Job> {
		const selectionId = typeof records === 'number' ? records : await this.world.select(records);
		return (await queueJob(this.store, { selectionId, settings, name: null, dueAt: null, queuedBy: null, askedBy: null, ...more }, this.store.id)).job;
	}

	/** Queues a job and runs what is due, which is that one. */
	async carryOut(records: readonly Ref[] | number, settings: JobSettings): Promise<RanJob> {
		const { id } = await this.queue(records, settings);
		const ran = (await this.runDue()).find(({ job }) => job.id === id);
		if (!ran) throw new Error('The job was not run.');
		return ran;
	}

	async runDue(): Promise<readonly RanJob[]> {
		return await runDueJobs(this.store);
	}

	async results(jobId: number): Promise<readonly JobResult[]> {
		return (await this.store.run(jobResults, { jobId, outcome: null, limit: 10_000, after: null })).results;
	}
}
