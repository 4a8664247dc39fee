import { all, defineTransaction, type Steps } from '../../../engine/store/Transaction';

export const sortedNames = defineTransaction(__filename, 'read', 'test.sortedNames', function* (tx, _input: null): Steps<(string | null)[]> {
	const rows = yield* all(tx, tx.db.selectFrom('account').select('name').orderBy('name_f').orderBy('id'));
	return rows.map((row) => row.name);
});
