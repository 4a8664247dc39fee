import { createHash } from 'node:crypto';
import { canonicalJson } from '../../engine/canonicalJson';
import type { ReadEvents, ReceivedEvent, ReceivedKind, RejectedEvent, UnsubscribedFrom } from '../../engine/events/ReceivedEvent';
import { isObject, type JsonObject, textAt } from '../http/json';
import { MESSAGE_ARGUMENT } from './mailSendBody';

const LONGEST_RAW = 4_000;
const LONGEST_KEY = 200;
const LONGEST_TEXT = 2_000;

/** SendGrid's words in ours. Not in it: kept as unknown. */
const KINDS: ReadonlyMap<string, ReceivedKind> = new Map([
	['processed', 'accepted'],
	['delivered', 'delivered'],
	['deferred', 'deferred'],
	['bounce', 'bounced'],
	['dropped', 'dropped'],
	['open', 'opened'],
	['click', 'clicked'],
	['spamreport', 'spam'],
	['unsubscribe', 'unsubscribed'],
	['group_unsubscribe', 'unsubscribed'],
	['group_resubscribe', 'resubscribed'],
]);

/**
 * Reads a post of SendGrid's event webhook: a list of events. What can't be read is rejected alone, with its reason.
 * @param body the JSON, parsed; its signature is checked before, over the raw bytes
 */
export function readSendGridEvents(body: unknown): ReadEvents {
	if (!Array.isArray(body)) return { events: [], rejected: [rejection(body, 'SendGrid posts a list of events, and this is none.')] };
	const events: ReceivedEvent[] = [];
	const rejected: RejectedEvent[] = [];
	for (const item of body) {
		const read = readEvent(item);
		if (typeof read === 'string') rejected.push(rejection(item, read));
		else events.push(read);
	}
	return { events, rejected };
}

/** The event, or why it can't be read. */
function readEvent(item: unknown): ReceivedEvent | string {
	if (!isObject(item)) return 'An event is an object, and this is none.';
	const name = textAt(item, 'event');
	if (name === null) return 'It does not say which event it is (event).';
	const happenedAt = instantAt(item);
	if (happenedAt === null) return 'It does not say when it happened (timestamp).';
	const kind = KINDS.get(name) ?? 'unknown';
	return {
		service: 'sendgrid',
		key: keyOf(item),
		kind,
		...(kind === 'unknown' ? { name: name.slice(0, LONGEST_KEY) } : {}),
		happenedAt,
		address: textAt(item, 'email'),
		messageRef: shortText(item, MESSAGE_ARGUMENT, LONGEST_KEY),
		remoteId: remoteIdOf(item),
		link: kind === 'clicked' ? shortText(item, 'url', LONGEST_TEXT) : null,
		bounce: kind === 'bounced' ? bounceOf(item) : null,
		// Apple's mail privacy loads every picture, read or not.
		machine: item.sg_machine_open === true,
		reason: shortText(item, 'reason', LONGEST_TEXT) ?? shortText(item, 'response', LONGEST_TEXT),
		from: kind === 'unsubscribed' ? unsubscribedFrom(name, item) : null,
		raw: kind === 'unknown' ? rawText(item) : null,
	};
}

/** SendGrid repeats posts often and in any order; the id of an event stays. Without one, what it says identifies it. */
function keyOf(item: JsonObject): string {
	const id = textAt(item, 'sg_event_id');
	if (id !== null && id.length <= LONGEST_KEY) return id;
	return `sha256:${createHash('sha256').update(canonicalJson(item)).digest('hex')}`;
}

/** The id answered when the mail was sent is the part before the first dot; bounces that come later may have none. */
function remoteIdOf(item: JsonObject): string | null {
	const id = textAt(item, 'sg_message_id')?.replace(/^<|>$/g, '').split('.')[0];
	return id === undefined || id === '' || id.length > LONGEST_KEY ? null : id;
}

/** Only `bounce` is for good; `blocked`, and what may come to be said besides, is the recipient's server refusing for now. */
function bounceOf(item: JsonObject): 'hard' | 'soft' {
	const type = textAt(item, 'type');
	return type === null || type.toLowerCase() === 'bounce' ? 'hard' : 'soft';
}

/** Without its group a no is taken for all: rather one too many than one too few. */
function unsubscribedFrom(name: string, item: JsonObject): UnsubscribedFrom {
	const group = textAt(item, 'asm_group_id');
	return name === 'group_unsubscribe' && group !== null ? { kind: 'lists', lists: [group] } : { kind: 'all' };
}

/** Epoch seconds as UTC ms. */
function instantAt(item: JsonObject): number | null {
	const text = textAt(item, 'timestamp');
	if (text === null || !/^\d{1,13}(\.\d+)?$/.test(text)) return null;
	const value = Number(text);
	// Seconds until the year 5138; what is more are milliseconds.
	return Math.round(value < 1e11 ? value * 1000 : value);
}

function shortText(item: JsonObject, key: string, longest: number): string | null {
	return textAt(item, key)?.slice(0, longest) ?? null;
}

function rejection(item: unknown, reason: string): RejectedEvent {
	return { service: 'sendgrid', reason, raw: rawText(item) };
}

function rawText(item: unknown): string {
	return (JSON.stringify(item) ?? 'nothing').slice(0, LONGEST_RAW);
}
