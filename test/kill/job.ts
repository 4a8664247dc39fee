import type { ProcessSettings } from '../../engine/campaigns/ProcessRun';
import { openStore, type StoreSettings } from '../../engine/store/openStore';
import type { Store } from '../../engine/store/Store';

/** Work for a process that may be killed at any moment. */
export type Job = ProcessJob | ImportJob | DeliverJob | SelectJob | AssignJob | EventsJob;

export interface ProcessJob {
	readonly kind: 'process';
	readonly selectionId: number;
	readonly settings: ProcessSettings;
	readonly campaignId: number;
}

export interface ImportJob {
	readonly kind: 'import';
	readonly rows: number;
	readonly prefix: string;
}

export interface DeliverJob {
	readonly kind: 'deliver';
	readonly campaignId: number;
	readonly port: number;
}

export interface SelectJob {
	readonly kind: 'select';
	/** Contacts by id, from 1 on. */
	readonly records: number;
	readonly askedBy: string;
}

export interface AssignJob {
	readonly kind: 'assign';
	/** The queued job that is due. */
	readonly jobId: number;
}

/** Posts of a mail service, each of one event for each of these messages. */
export interface EventsJob {
	readonly kind: 'events';
	/** Tells these events from others. */
	readonly prefix: string;
	readonly posts: number;
	readonly messageRefs: readonly string[];
	/** A file with a line for each post that was answered: the service does not send it again. */
	readonly answered: string;
}

/**
 * The main program of `KINDJob.js STORE JOB`, both as JSON. Says `begin` when the work begins and `done` when it is
 * done. A file for each kind loads what that kind needs and no more: these processes start many times.
 */
export async function carryOutJob<Kind extends Job>(work: (store: Store, job: Kind) => Promise<unknown>): Promise<void> {
	const [settings, job] = process.argv.slice(2);
	if (settings === undefined || job === undefined) throw new Error('Usage: node KINDJob.js STORE JOB');
	// Written by the tests beside this file, in these shapes.
	const store = await openStore(JSON.parse(settings) as StoreSettings);
	process.stdout.write('begin\n');
	await work(store, JSON.parse(job) as Kind);
	process.stdout.write('done\n');
}
