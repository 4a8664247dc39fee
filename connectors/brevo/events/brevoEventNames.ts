import type { ReceivedKind } from '../../../engine/events/ReceivedEvent';

/** What one of Brevo's event names means. */
export interface EventMeaning {
	/** One name for what Brevo calls differently here and there: part of an event's fingerprint. */
	readonly name: string;
	readonly kind: ReceivedKind;
	readonly bounce: 'hard' | 'soft' | null;
	readonly machine: boolean;
	/** Happens at most once to a mail, so that its time need not tell it from another. */
	readonly once: boolean;
}

const meaning = (name: string, kind: ReceivedKind, more: Partial<EventMeaning> = {}): EventMeaning => ({
	name,
	kind,
	bounce: null,
	machine: false,
	once: false,
	...more,
});

const ACCEPTED = meaning('request', 'accepted', { once: true });
const DELIVERED = meaning('delivered', 'delivered', { once: true });
const HARD_BOUNCE = meaning('hard_bounce', 'bounced', { bounce: 'hard', once: true });
const SOFT_BOUNCE = meaning('soft_bounce', 'bounced', { bounce: 'soft' });
// An address that cannot exist is as good as one that bounced for good.
const INVALID = meaning('invalid_email', 'bounced', { bounce: 'hard', once: true });
const BLOCKED = meaning('blocked', 'dropped', { once: true });
const FAILED = meaning('error', 'dropped', { once: true });
const DEFERRED = meaning('deferred', 'deferred');
const SPAM = meaning('spam', 'spam');
const CLICKED = meaning('click', 'clicked');
// The first opening is reported as unique_opened, perhaps as opened too: under one name the two are one event.
const OPENED = meaning('opened', 'opened');
const OPENED_BY_PROXY = meaning('proxy_open', 'opened', { machine: true });
const UNSUBSCRIBED = meaning('unsubscribed', 'unsubscribed');

/**
 * Brevo's three vocabularies: transactional webhooks, marketing webhooks (whose examples say hard_bounced), and the rows
 * of /smtp/statistics/events. Names that only tell of contacts (list_addition, contact_updated, contact_deleted) are
 * left out on purpose: they are kept as unknown.
 */
const MEANINGS: ReadonlyMap<string, EventMeaning> = new Map([
	['request', ACCEPTED],
	['requests', ACCEPTED],
	['sent', ACCEPTED],
	['delivered', DELIVERED],
	['hard_bounce', HARD_BOUNCE],
	['hard_bounced', HARD_BOUNCE],
	['hardbounce', HARD_BOUNCE],
	['hardbounces', HARD_BOUNCE],
	['soft_bounce', SOFT_BOUNCE],
	['soft_bounced', SOFT_BOUNCE],
	['softbounce', SOFT_BOUNCE],
	['softbounces', SOFT_BOUNCE],
	// Says not which of the two: the milder one, because a hard one would shut an address out on a guess.
	['bounces', SOFT_BOUNCE],
	['invalid_email', INVALID],
	['invalid', INVALID],
	['blocked', BLOCKED],
	['error', FAILED],
	['deferred', DEFERRED],
	['spam', SPAM],
	['complaint', SPAM],
	['click', CLICKED],
	['clicks', CLICKED],
	['opened', OPENED],
	['unique_opened', OPENED],
	['uniqueopened', OPENED],
	['proxy_open', OPENED_BY_PROXY],
	['unique_proxy_open', OPENED_BY_PROXY],
	['loadedbyproxy', OPENED_BY_PROXY],
	['unsubscribed', UNSUBSCRIBED],
]);

/** What an event's name means, in whichever of the vocabularies; `unknown` for one we have not heard of. */
export function meaningOf(name: string): EventMeaning {
	const known = name.trim().toLowerCase();
	return MEANINGS.get(known) ?? meaning(known, 'unknown');
}
