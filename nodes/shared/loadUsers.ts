import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { searchNames } from '../../engine/records/searchNames';
import { namedApart } from './namedApart';
import { nodeStore } from './nodeStore';

const MOST_USERS = 1_000;

/** All users that are active, for choosing several. */
export async function loadUsers(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const store = await nodeStore(this);
	const users = await store.run(searchNames, { kind: 'user', activeOnly: true, text: '', limit: MOST_USERS, offset: 0 });
	return namedApart(users).map(({ name, id }) => ({ name, value: id }));
}
