import type { INodeProperties } from 'n8n-workflow';

import { listFilters, saveFilter } from '../../../engine/segments/savedFilters';
import { validateSegment } from '../../../engine/segments/validate';
import { EngineError } from '../../../engine/EngineError';
import { fold } from '../../../engine/store/fold';
import type { Store } from '../../../engine/store/Store';
import { calledByAi } from '../../shared/aiTool';
import { locator } from '../../shared/locators';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { idOf, textParameter } from '../../shared/parameters';
import { readCriteria } from './criteria';

const MOST = 1_000;

const show = { operation: ['saveFilter'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'filterName',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Customers in Madrid',
		description: 'A saved filter of this name is replaced, if there is one',
		displayOptions: { show },
	},
	locator('replaceFilter', 'Replace', 'searchFilters', {
		description: 'The saved filter to write over, whatever its name; empty: the one of this name, or a new one',
		displayOptions: { show },
	}),
];

/** Keeps the criteria under a name; over several kinds they are a report. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	const segment = validateSegment(await call.catalogue(), await readCriteria(call));
	const name = textParameter(context, 'filterName', index);
	const replaced = idOf(context.getNodeParameter('replaceFilter', index, ''), 'Replace') ?? (await filterNamed(store, name));
	if (replaced !== null && calledByAi(context)) {
		throw new EngineError('not-allowed', `There is a saved filter "${name}" already: an AI agent may not replace one, since campaigns may be using it.`, 'Give another name.');
	}
	const filterId = await store.run(saveFilter, { id: replaced, name, segment });
	const kinds = [...new Set(segment.tabs.map((tab) => tab.kind))];
	context.addExecutionHints({ message: `${kinds.length > 1 ? 'Report' : 'Saved filter'} "${name}" ${replaced === null ? 'created' : 'replaced'}`, location: 'outputPane' });
	return outcome([{ filterId, name, kinds, tabs: segment.tabs.length, replaced: replaced !== null }]);
}

/** The first filter of this name, capitals and accents aside: running the workflow again makes no second one. */
async function filterNamed(store: Store, name: string): Promise<number | null> {
	const found = await store.run(listFilters, { search: name, limit: MOST });
	return found.find((filter) => fold(filter.name) === fold(name))?.id ?? null;
}
