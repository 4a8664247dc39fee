import type { INodeProperties } from 'n8n-workflow';

/** Names a follow-up, so that a record gets it once however often the workflow runs (VM-13). */
export const onceProperty: INodeProperties = {
	displayName: 'Follow-Up Name',
	name: 'once',
	type: 'string',
	default: '',
	placeholder: 'e.g. opened or clicked',
	description: 'Each record gets what is created under this name only once ever, in whatever run; empty: once per run',
};
