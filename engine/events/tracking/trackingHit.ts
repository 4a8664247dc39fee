import { createHash } from 'node:crypto';

import { messageIdOf } from '../../delivery/messageRef';
import { keyLookup, signingKeys } from '../../records/signingKey';
import { defineTransaction, first, type Steps } from '../../store/Transaction';
import type { ReceivedEvent } from '../ReceivedEvent';
import { readTrackingRequest, type Tracked, type TrackingQuery } from './trackingUrl';

/** Two requests for the same within so long are one: programs fetch things twice. In ms. */
const ONE_MOMENT = 2_000;

/** A request of a tracked mail that our own keys made. */
export interface TrackingHit {
	readonly tracked: Tracked;
	/** UTC ms at which the mail was handed over; null where that isn't known. */
	readonly sentAt: number | null;
}

/** What a request is, or null for anything that isn't exactly what was in a mail of this store. */
export const trackingHit = defineTransaction(__filename, 'read', 'events.trackingHit', function* (tx, query: TrackingQuery): Steps<TrackingHit | null> {
	const tracked = readTrackingRequest(query, keyLookup(yield* signingKeys(tx, 'tracking')));
	if (tracked === null) return null;
	for (const key of yield* signingKeys(tx, 'message-ref')) {
		const id = messageIdOf(tracked.messageRef, key.secret);
		if (id === null) continue;
		const message = yield* first(tx, tx.db.selectFrom('message').select(['sent_at', 'sending_at']).where('id', '=', id));
		return { tracked, sentAt: message?.sent_at ?? message?.sending_at ?? null };
	}
	return null;
});

/** The event that a hit is. */
export function trackingEvent({ tracked }: TrackingHit, machine: boolean, now: number): ReceivedEvent {
	const moment = Math.floor(now / ONE_MOMENT);
	const link = tracked.kind === 'click' ? tracked.url : null;
	const what = link === null ? 'open' : `click ${createHash('sha256').update(link).digest('base64url').slice(0, 22)}`;
	return {
		service: 'own',
		key: `${what} ${tracked.messageRef} ${moment}${machine ? ' machine' : ''}`,
		kind: tracked.kind === 'click' ? 'clicked' : 'opened',
		happenedAt: now,
		address: null,
		messageRef: tracked.messageRef,
		remoteId: null,
		link,
		bounce: null,
		machine,
		reason: null,
		from: null,
		raw: null,
	};
}
