import { sql } from 'kysely';

import { messageRef } from '../delivery/messageRef';
import type { ReceivedEvent } from '../events/ReceivedEvent';
import { keyLookup, signingKeys } from '../records/signingKey';
import { all, defineTransaction, first, type Steps } from '../store/Transaction';
import type { UnsubscribeScope } from './unsubscribeRequest';
import { readUnsubscribeToken } from './unsubscribeToken';

/** Who stands before the unsubscribe page, by the token of the link. */
export interface UnsubscribeVisit {
	readonly messageId: number;
	/** The message's reference, as it is signed today. */
	readonly messageRef: string;
	readonly addressKey: string | null;
	readonly recipient: { readonly kind: number; readonly id: number };
	readonly campaignId: number | null;
	readonly campaignName: string | null;
	/** Whom the mail came from. */
	readonly sender: string | null;
	/** The widest no of the address or the record that counts for this campaign; null: none. */
	readonly standing: UnsubscribeScope | null;
}

interface VisitRow {
	readonly id: number;
	readonly address_key: string | null;
	readonly recipient_kind: number;
	readonly recipient_id: number;
	readonly campaign_id: number;
	readonly campaign_name: string | null;
	readonly sender: string | null;
}

/** The visit a token stands for; null for one that is not ours, changed, or older than a year, without saying which. */
export const unsubscribeVisit = defineTransaction(__filename, 'read', 'consent.unsubscribeVisit', function* (tx, token: string): Steps<UnsubscribeVisit | null> {
	const messageId = readUnsubscribeToken(token, keyLookup(yield* signingKeys(tx, 'unsubscribe')), tx.now);
	if (messageId === null) return null;
	const row = yield* first(
		tx,
		sql<VisitRow>`SELECT m.id, m.address_key, m.recipient_kind, m.recipient_id, m.campaign_id, c.name AS campaign_name, v.from_name AS sender
			FROM message AS m LEFT JOIN campaign AS c ON c.id = m.campaign_id LEFT JOIN template_version AS v ON v.id = m.template_version_id
			WHERE m.id = ${messageId}`,
	);
	const key = (yield* signingKeys(tx, 'message-ref')).at(-1);
	if (!row || !key) return null;
	const scopes = yield* all(
		tx,
		sql<{ scope: string }>`SELECT a.scope FROM consent_address_no AS a WHERE a.address_key = ${row.address_key ?? ''}
				AND (a.scope = 'all' OR (a.scope = 'campaign' AND a.scope_ref = ${String(row.campaign_id)}))
			UNION SELECT r.scope FROM consent_record_no AS r WHERE r.record_kind = ${row.recipient_kind} AND r.record_id = ${row.recipient_id}
				AND (r.scope = 'all' OR (r.scope = 'campaign' AND r.scope_ref = ${String(row.campaign_id)}))`,
	);
	const standing = new Set(scopes.map(({ scope }) => scope));
	return {
		messageId: row.id,
		messageRef: messageRef(row.id, key.secret),
		addressKey: row.address_key,
		recipient: { kind: row.recipient_kind, id: row.recipient_id },
		campaignId: row.campaign_id === 0 ? null : row.campaign_id,
		campaignName: row.campaign_name,
		sender: row.sender,
		standing: standing.has('all') ? 'all' : standing.has('campaign') ? 'campaign' : null,
	};
});

/** How somebody said it: by the mail program's own button, or on the page. */
export type UnsubscribeWay = 'one-click' | 'page';

/** What an unsubscribe by one's own page is for the intake. Said twice within a minute is said once. */
export function unsubscribeEvent(visit: UnsubscribeVisit, scope: UnsubscribeScope, way: UnsubscribeWay, now: number): ReceivedEvent {
	return {
		service: 'own',
		key: `unsubscribe ${way} ${scope} ${visit.messageId} ${Math.floor(now / 60_000)}`,
		kind: 'unsubscribed',
		happenedAt: now,
		address: visit.addressKey,
		messageRef: visit.messageRef,
		remoteId: null,
		link: null,
		bounce: null,
		machine: false,
		reason: way === 'page' ? 'On the unsubscribe page' : 'By the mail program\'s own button (one-click)',
		from: scope === 'all' ? { kind: 'all' } : { kind: 'campaign' },
		raw: null,
	};
}
