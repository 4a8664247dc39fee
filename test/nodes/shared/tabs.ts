import type { INodeParameters } from 'n8n-workflow';

import { byId } from './NodeHost';

/** A row of field, operator and value, as the editor writes it. */
export function condition(field: string, operator: string, value: string = ''): INodeParameters {
	return { field, operator, value };
}

/** Rows of conditions in one group. */
export function rows(...conditions: INodeParameters[]): INodeParameters {
	return { condition: conditions };
}

/** Parameters of a search by tabs. */
export function search(tabs: INodeParameters, more: INodeParameters = {}): INodeParameters {
	return { operation: 'search', criteriaBy: 'tabs', tabs, ...more };
}

/** Parameters that return records found by tabs. */
export function records(tabs: INodeParameters, more: INodeParameters = {}): INodeParameters {
	return { operation: 'returnRecords', criteriaBy: 'tabs', tabs, returnAll: true, ...more };
}

/** One tab over contacts whose relation is as given. */
export function contactsWith(relation: string, row: INodeParameters): INodeParameters {
	return { contact: [{ relations: { [relation]: [row] } }] };
}

export { byId };
