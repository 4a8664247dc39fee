import { EngineError } from '../../../engine/EngineError';
import type { NodeOperation } from '../../shared/NodeOperation';
import { createFile } from './calendar/createFile.operation';
import * as createField from './customField/create.operation';
import * as deleteField from './customField/delete.operation';
import * as listFields from './customField/list.operation';
import * as create from './record/create.operation';
import * as deleteOperation from './record/delete.operation';
import * as find from './record/find.operation';
import * as get from './record/get.operation';
import * as getRelated from './record/getRelated.operation';
import { importRecords } from './record/import.operation';
import * as recordEvent from './record/recordEvent.operation';
import * as update from './record/update.operation';
import * as upsert from './record/upsert.operation';
import * as deleteFilter from './savedFilter/delete.operation';
import * as getFilter from './savedFilter/get.operation';
import * as listFilters from './savedFilter/list.operation';
import * as check from './template/check.operation';
import * as preview from './template/preview.operation';
import * as upsertTemplate from './template/upsert.operation';
import * as getTasksPages from './user/getTasksPages.operation';

/** Every operation by its resource. */
export const operationsByResource: Readonly<Record<string, Readonly<Record<string, NodeOperation>>>> = {
	calendar: { createFile },
	customField: { create: createField, delete: deleteField, list: listFields },
	record: { create, delete: deleteOperation, find, get, getRelated, import: importRecords, recordEvent, update, upsert },
	savedFilter: { delete: deleteFilter, get: getFilter, list: listFilters },
	template: { check, preview, upsert: upsertTemplate },
	user: { getTasksPages },
};

/** @throws EngineError for a resource or operation there isn't */
export function operationOf(resource: string, operation: string): NodeOperation {
	const found = ownValue(ownValue(operationsByResource, resource) ?? {}, operation);
	if (found) return found;
	throw new EngineError('invalid-input', `There is no operation "${operation}" of "${resource}".`, 'Choose a resource and an operation from the lists.');
}

/** Not what every object inherits: `constructor` is no operation. */
function ownValue<Value>(holder: Readonly<Record<string, Value>>, key: string): Value | undefined {
	return Object.hasOwn(holder, key) ? holder[key] : undefined;
}
