import { sql } from 'kysely';

import type { ReceivedEvent } from '../events/ReceivedEvent';
import { defineTransaction, first, type Steps } from '../store/Transaction';
import type { UnsubscribeVisit } from './unsubscribeVisit';

/**
 * Whether it was this unsubscribe after which no mails go out any more, or only said once more what another had just
 * said: the ledger's first no of the recipient since the last lift tells. Two of the same moment both find that nobody
 * said no before, so this is to be asked once they are folded. True also where the ledger has no line (yet): rather
 * told twice than never.
 */
export const beganWith = defineTransaction(
	__filename,
	'read',
	'consent.beganWith',
	function* (tx, { visit, event }: { readonly visit: UnsubscribeVisit; readonly event: ReceivedEvent }): Steps<boolean> {
		const ofRecipient = sql`(address_key = ${visit.addressKey ?? ''} OR (record_kind = ${visit.recipient.kind} AND record_id = ${visit.recipient.id}))`;
		// One to all email is new, though one to the campaign stands.
		const covers = event.from?.kind === 'campaign' ? sql`(scope = 'all' OR (scope = 'campaign' AND scope_ref = ${String(visit.campaignId ?? 0)}))` : sql`scope = 'all'`;
		const no = yield* first(
			tx,
			sql<{ proof: string | null }>`SELECT proof FROM consent_entry WHERE decision = 'no' AND ${ofRecipient} AND ${covers}
				AND id > COALESCE((SELECT MAX(id) FROM consent_entry WHERE decision = 'lift' AND ${ofRecipient} AND ${covers}), 0)
				ORDER BY id LIMIT 1`,
		);
		// The proof of a line ends with its event's key.
		return no === null || no.proof?.endsWith(` ${event.key}`) === true;
	},
);
