import type { IExecuteFunctions, ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { listJobs } from '../../../engine/jobs/listJobs';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { requiredId } from '../../shared/parameters';

const PAGE = 50;
/** Operations on one job. */
const ONE_JOB = ['cancel', 'delete', 'getResults', 'runNow'];

export const jobProperty: INodeProperties = locator('job', 'Job', 'searchJobs', { required: true, displayOptions: { show: { operation: ONE_JOB } } });

/** Jobs for the drop-down, the newest first, with where they stand. */
export async function searchJobs(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const store = await nodeStore(this);
	const jobs = await store.run(listJobs, { state: null, kind: null, search: filter ?? '', limit: PAGE, beforeId: paginationToken === undefined ? null : Number(paginationToken) });
	return {
		results: jobs.map((job) => ({ name: `${job.name} (#${job.id}, ${job.state})`, value: String(job.id) })),
		paginationToken: jobs.length === PAGE ? String(jobs.at(-1)?.id) : undefined,
	};
}

/** @throws EngineError where none is chosen */
export function readJobId(context: IExecuteFunctions, index: number): number {
	return requiredId(context.getNodeParameter('job', index, ''), 'Job');
}
