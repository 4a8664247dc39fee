import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { locator } from '../../../shared/locators';
import { requiredId } from '../../../shared/parameters';

export function filterProperty(more: Partial<INodeProperties>): INodeProperties {
	return locator('filter', 'Saved Filter or Report', 'searchFilters', { required: true, ...more });
}

export function readFilterId(context: IExecuteFunctions, index: number): number {
	return requiredId(context.getNodeParameter('filter', index), 'Saved Filter or Report');
}
