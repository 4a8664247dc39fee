import type { MessageEvent } from './MessageEvent';

/** What is known of a message's fate. */
export interface MessageFigures {
	readonly state: string;
	readonly reason_class: string | null;
	readonly sending_at: number | null;
	readonly delivered_at: number | null;
	readonly open_count: number;
	readonly first_open_at: number | null;
	readonly last_open_at: number | null;
	readonly machine_open_count: number;
	readonly click_count: number;
	readonly first_click_at: number | null;
	readonly last_click_at: number | null;
	readonly last_link: string | null;
	readonly bounce_count: number;
	readonly bounce_kind: string | null;
	readonly bounced_at: number | null;
	readonly dropped_at: number | null;
	readonly spam_at: number | null;
	readonly unsubscribed_at: number | null;
}

/** What becomes different: of a message whose answer was lost also what nobody has to read for it. */
export type FigureChanges = Partial<MessageFigures> & { readonly sent_at?: number; readonly reason?: null; readonly reason_f?: null };

/** An event whose time is settled. */
export interface TimedEvent extends MessageEvent {
	readonly happenedAt: number;
}

/** A message that never left can't be opened. */
const LEFT: ReadonlySet<string> = new Set(['sending', 'sent', 'uncertain', 'failed']);

/** Whether a message in this state can have been received. */
export function hasLeft(state: string): boolean {
	return LEFT.has(state);
}

/**
 * What one more event changes of a message's figures: counts, smallest and largest, so that the order in which events
 * come makes no difference. (How often it is told does: that it is new is the caller's to know.)
 */
export function changesBy(figures: MessageFigures, event: TimedEvent): FigureChanges {
	const changes = counted(figures, event);
	return isUncertain(figures) && showsArrival(event) ? { ...sentAfterAll(figures, event.happenedAt), ...changes } : changes;
}

function counted(figures: MessageFigures, event: TimedEvent): Partial<MessageFigures> {
	const at = event.happenedAt;
	switch (event.kind) {
		case 'delivered':
			return { delivered_at: earlier(figures.delivered_at, at) };
		case 'opened':
			if (event.machine) return { machine_open_count: figures.machine_open_count + 1 };
			return { open_count: figures.open_count + 1, first_open_at: earlier(figures.first_open_at, at), last_open_at: later(figures.last_open_at, at) };
		case 'clicked':
			if (event.machine) return {};
			return {
				click_count: figures.click_count + 1,
				first_click_at: earlier(figures.first_click_at, at),
				last_click_at: later(figures.last_click_at, at),
				last_link: isLastLink(figures, event) ? event.link : figures.last_link,
			};
		case 'bounced':
			return {
				bounce_count: figures.bounce_count + 1,
				bounced_at: earlier(figures.bounced_at, at),
				bounce_kind: event.bounce === 'soft' && figures.bounce_kind !== 'hard' ? 'soft' : 'hard',
			};
		case 'dropped':
			return { dropped_at: earlier(figures.dropped_at, at) };
		case 'spam':
			return { spam_at: earlier(figures.spam_at, at) };
		case 'unsubscribed':
			// Link scanners unsubscribe nobody.
			return event.machine ? {} : { unsubscribed_at: earlier(figures.unsubscribed_at, at) };
		case 'accepted':
		case 'deferred':
		case 'resubscribed':
			return {};
	}
}

/** Of two clicks at the same time the greater link counts as the last, in whatever order they come. */
function isLastLink({ last_click_at, last_link }: MessageFigures, { happenedAt, link }: TimedEvent): boolean {
	if (last_click_at === null || last_click_at < happenedAt) return true;
	return last_click_at === happenedAt && (last_link === null || (link !== null && last_link < link));
}

/** Whether the answer to a message was lost: also where a person left it at that, which counts as failed. */
function isUncertain(figures: MessageFigures): boolean {
	return figures.state === 'uncertain' || (figures.state === 'failed' && figures.reason_class === 'uncertain');
}

/** Whether an event shows that a message whose answer was lost was accepted after all. */
function showsArrival(event: TimedEvent): boolean {
	return event.kind !== 'dropped' && event.kind !== 'resubscribed';
}

function sentAfterAll(figures: MessageFigures, at: number): FigureChanges {
	return { state: 'sent', sent_at: figures.sending_at ?? at, reason_class: null, reason: null, reason_f: null };
}

function earlier(known: number | null, at: number): number {
	return known === null ? at : Math.min(known, at);
}

function later(known: number | null, at: number): number {
	return known === null ? at : Math.max(known, at);
}
