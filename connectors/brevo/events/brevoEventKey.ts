import { createHash } from 'node:crypto';

import type { EventMeaning } from './brevoEventNames';

/** What tells one event from another. */
export interface EventTraits {
	readonly meaning: EventMeaning;
	/** The mail's id, or the number of the marketing campaign; null where neither came. */
	readonly mail: string | null;
	/** Lower case; '' where it was left out. */
	readonly address: string;
	/** UTC ms. */
	readonly happenedAt: number;
	readonly link: string | null;
}

/**
 * Names an event. Brevo gives events no id (`id` is the webhook's), so it is a fingerprint: mail, address, event, second,
 * link. The same event has the same name in whichever vocabulary it comes, by webhook or from the statistics; what
 * happens to a mail but once needs no second for that, because nobody promises that both report the same one.
 */
export function eventKey(traits: EventTraits): string {
	const { meaning, mail, address, happenedAt, link } = traits;
	const second = meaning.once && mail !== null ? 'once' : Math.floor(happenedAt / 1000);
	return createHash('sha256').update(JSON.stringify([mail, address, meaning.name, second, link])).digest('base64url');
}
