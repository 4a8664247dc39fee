import { sql } from 'kysely';

import { defineTransaction } from '../../../engine/store/Transaction';
import { tally } from '../../../engine/store/tally';

/** By campaign; by campaign, channel and reason; by state, of those that are sent; by four at once. */
export const tallyMessages = defineTransaction(__filename, 'read', 'test.tallyMessages', function* (tx, _input: null) {
	const column = (name: string) => sql.ref(`m.${name}`);
	return yield* tally(tx, sql`message AS m WHERE m.campaign_id > 0`, [
		[column('campaign_id')],
		[column('campaign_id'), column('channel'), column('reason')],
		[sql`CASE WHEN m.state = 'sent' THEN m.state END`, column('assigned_user_id')],
		[column('state'), column('campaign_id'), column('channel'), column('assigned_user_id')],
	]);
});

/** By the thread that writes, which counts too. */
export const tallyNothing = defineTransaction(__filename, 'write', 'test.tallyNothing', function* (tx, _input: null) {
	return yield* tally(tx, sql`message AS m WHERE m.campaign_id < 0`, [[sql`m.campaign_id`], [sql`m.state`, sql`m.channel`]]);
});
