import { sql, type SqlBool } from 'kysely';

import { tally, type TallyAsked } from '../../../engine/selections/tally';
import { defineTransaction } from '../../../engine/store/Transaction';

/** `odd`: only records of odd ids. */
export const tallied = defineTransaction(__filename, 'read', 'test.tally', function* (tx, { odd, ...asked }: Omit<TallyAsked, 'only'> & { readonly odd: boolean }) {
	return yield* tally(tx, { ...asked, only: odd ? () => sql<SqlBool>`r.id % 2 = 1` : null });
});
