import type { IExecuteFunctions, ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import type { Kind } from '../../../engine/records/kinds';
import { searchNames } from '../../../engine/records/searchNames';
import { locator } from '../../shared/locators';
import { nodeStore } from '../../shared/nodeStore';
import { requiredId } from '../../shared/parameters';
import { chosenKind } from './kindProperty';

const PAGE = 50;

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
	return await searchKind(this, chosenKind(this), filter, paginationToken);
}

/** Messages by a part of their reference. */
export async function searchMessages(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	return await searchKind(this, 'message', filter, paginationToken);
}

async function searchKind(context: ILoadOptionsFunctions, kind: Kind, filter: string | undefined, paginationToken: string | undefined): Promise<INodeListSearchResult> {
	const offset = Number(paginationToken ?? 0);
	const store = await nodeStore(context);
	const found = await store.run(searchNames, { kind, text: filter ?? '', limit: PAGE, offset });
	return {
		results: found.map((record) => ({ name: record.name ?? `#${record.id}`, value: String(record.id) })),
		paginationToken: found.length === PAGE ? String(offset + PAGE) : undefined,
	};
}
