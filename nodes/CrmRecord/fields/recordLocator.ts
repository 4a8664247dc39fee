import type { IExecuteFunctions, ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { locator, recordsByName } from '../../shared/locators';
import { requiredId } from '../../shared/parameters';
import { chosenKind } from './kindProperty';

/** A record of the chosen kind, by its name from a list or by its id. */
export function recordLocator(more: Partial<INodeProperties>): INodeProperties {
	return locator('recordId', 'Record', 'searchRecords', {
		required: true,
		typeOptions: { loadOptionsDependsOn: ['kind'] },
		...more,
	});
}

/** @throws EngineError where nothing is chosen */
export function readRecordId(context: IExecuteFunctions, index: number): number {
	return requiredId(context.getNodeParameter('recordId', index), 'Record');
}

/** Records of the chosen kind by a part of their name. */
export async function searchRecords(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	return await recordsByName(this, { kind: chosenKind(this) }, filter, paginationToken);
}

/** Messages by a part of their reference. */
export async function searchMessages(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	return await recordsByName(this, { kind: 'message' }, filter, paginationToken);
}
