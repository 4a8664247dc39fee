import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import { SEARCH_KINDS, type Kind, type SearchKind } from '../../engine/records/kinds';
import { searchNames } from '../../engine/records/searchNames';
import { listFilters } from '../../engine/segments/savedFilters';
import { nodeStore } from './nodeStore';
import { offeredName } from './offeredName';

const PAGE = 50;
const MOST_FILTERS = 500;

/** One record or filter, chosen from a list or by its id. */
export function locator(
	name: string,
	displayName: string,
	searchListMethod: string,
	more: Partial<INodeProperties> = {},
): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		...more,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 12',
				validation: [{ type: 'regex', properties: { regex: '^[0-9]+$', errorMessage: 'An ID is a number' } }],
			},
		],
	};
}

/** Records of a kind by a part of their name, a page at a time: what a drop-down offers. */
export async function recordsByName(context: ILoadOptionsFunctions, kind: Kind, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
	const offset = Number(paginationToken ?? 0);
	const store = await nodeStore(context);
	const found = await store.run(searchNames, { kind, text: filter ?? '', limit: PAGE, offset });
	return {
		results: found.map((record) => ({ name: offeredName(record), value: String(record.id) })),
		paginationToken: found.length === PAGE ? String(offset + PAGE) : undefined,
	};
}

type ListSearch = (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) => Promise<INodeListSearchResult>;

function listing(kind: Kind): ListSearch {
	return async function (filter, paginationToken) {
		return await recordsByName(this, kind, filter, paginationToken);
	};
}

/** The name of the method that lists the saved filters that find records of a kind. */
export function filtersMethod(kind: SearchKind): string {
	return `filtersOf_${kind}`;
}

/** Saved filters over a kind (null: over any), and reports, which are over several. */
function listingFilters(kind: SearchKind | null): ListSearch {
	return async function (filter) {
		const store = await nodeStore(this);
		const found = await store.run(listFilters, { search: filter ?? '', limit: MOST_FILTERS });
		const fitting = found.filter((entry) => kind === null || entry.kind === null || entry.kind === kind);
		return { results: fitting.map((entry) => ({ name: entry.name, value: String(entry.id) })) };
	};
}

/** The drop-downs of all nodes, for `methods.listSearch`. */
export const listSearch: Record<string, ListSearch> = {
	searchAccounts: listing('account'),
	searchCampaigns: listing('campaign'),
	searchFilters: listingFilters(null),
	searchTemplates: listing('template'),
	searchUsers: listing('user'),
	...Object.fromEntries(SEARCH_KINDS.map((kind) => [filtersMethod(kind), listingFilters(kind)])),
};
