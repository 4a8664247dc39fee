import type { ReceivedEvent } from '../../engine/events/ReceivedEvent';
import type { EventsJob } from './job';

/** What a post of a job tells. */
export function eventsOf({ prefix, messageRefs }: EventsJob, post: number): ReceivedEvent[] {
	return messageRefs.map((messageRef, index) => ({
		service: 'sendgrid',
		key: `${prefix} ${post} ${index}`,
		kind: (post + index) % 4 === 0 ? 'clicked' : 'opened',
		happenedAt: 1_000 + post,
		address: null,
		messageRef,
		remoteId: null,
		link: 'https://example.com/offer',
		bounce: null,
		machine: false,
		reason: null,
		from: null,
		raw: null,
	}));
}
