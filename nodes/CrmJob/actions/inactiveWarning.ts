import type { IExecuteFunctions } from 'n8n-workflow';

import { getManyByIds } from '../../../engine/records/selectRecords';
import type { Store } from '../../../engine/store/Store';

/** Warns of users that get records and are not active: nobody sees what is theirs. */
export async function warnOfInactive(context: IExecuteFunctions, store: Store, userIds: readonly number[]): Promise<void> {
	const users = await store.run(getManyByIds, { kind: 'user', ids: [...new Set(userIds)] });
	for (const user of users) {
		if (user['active'] === true) continue;
		context.addExecutionHints({
			message: `${user.name ?? `User ${user.id}`} is not active, and has no tasks page: choose somebody else under Assign To, or set the user to active.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
}
