import type { INodeProperties } from 'n8n-workflow';

import { deleteRecord, previewDelete } from '../../../../engine/records/deleteRecord';
import { isDryRun } from '../../../shared/dryRunOption';
import { locator } from '../../../shared/locators';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { idOf } from '../../../shared/parameters';
import { readKind } from '../../fields/kindProperty';
import { readRecordId } from '../../fields/recordLocator';

export const description: INodeProperties[] = [
	locator('reassignTo', 'Reassign To', 'searchUsers', {
		description: 'Who takes over everything assigned to this user; empty: a user with anything assigned is not deleted',
		displayOptions: { show: { resource: ['record'], operation: ['delete'], kind: ['user'] } },
	}),
];

/** Deletes one record; what refers to it is emptied, a user's records are handed over. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const kind = readKind(context, index);
	const id = readRecordId(context, index);
	const reassignTo = kind === 'user' ? idOf(context.getNodeParameter('reassignTo', index, ''), 'Reassign To') : null;
	if (isDryRun(context, index)) {
		const { byKind, ...would } = await store.run(previewDelete, { kind, id, reassignTo });
		return outcome([{ deleted: false, kind, id, ...would, byKind: { ...byKind }, dryRun: true }], 'would be deleted');
	}
	const result = await deleteRecord(store, { kind, id, reassignTo });
	return outcome([{ deleted: true, kind, id, ...result }], 'deleted');
}
