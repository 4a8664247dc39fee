import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { searchNames } from '../../engine/records/searchNames';
import { nodeStore } from './nodeStore';
import { offeredName } from './offeredName';

const MOST_USERS = 1_000;

/** All users, for choosing several. */
export async function loadUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const store = await nodeStore(this);
	const users = await store.run(searchNames, { kind: 'user', text: '', limit: MOST_USERS, offset: 0 });
	return users.map((user) => ({ name: offeredName(user), value: user.id }));
}
