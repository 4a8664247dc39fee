import type { ReadEvents, ReceivedEvent, RejectedEvent, UnsubscribedFrom } from '../../../engine/events/ReceivedEvent';
import { isObject, type JsonObject } from '../../http/json';
import { eventKey } from './brevoEventKey';
import { type EventMeaning, meaningOf } from './brevoEventNames';
import { eventTime } from './brevoEventTime';

const LONGEST_RAW = 4_000;
const LONGEST_REASON = 1_000;
const LONGEST_ID = 500;

/**
 * Reads what a webhook of Brevo posted, or rows of /smtp/statistics/events: transactional and marketing, one event, an
 * array of them, or an object that holds one array (the shape of batched posts is not published). Who may post is for
 * the caller to check first. An event that can't be read is rejected alone. Never throws.
 */
export function readBrevoEvents(body: unknown): ReadEvents {
	const events: ReceivedEvent[] = [];
	const rejected: RejectedEvent[] = [];
	for (const item of itemsOf(body)) {
		const read = readEvent(item);
		if (typeof read === 'string') rejected.push({ service: 'brevo', reason: read, raw: rawOf(item) });
		else events.push(read);
	}
	return { events, rejected };
}

/** The events in a body; the body itself where it is none that we know, so that it is rejected with a reason. */
function itemsOf(body: unknown): readonly unknown[] {
	if (Array.isArray(body)) return body;
	if (!isObject(body) || typeof body['event'] === 'string') return [body];
	const arrays = Object.values(body).filter((value): value is unknown[] => Array.isArray(value));
	const [only] = arrays;
	return arrays.length === 1 && only !== undefined ? only : [body];
}

/** The event, or what is wrong with it. */
function readEvent(item: unknown): ReceivedEvent | string {
	if (!isObject(item)) return 'This is no event: an object was expected.';
	const name = item['event'];
	if (typeof name !== 'string' || name.trim() === '') return 'It does not say which event it is (event).';
	const happenedAt = eventTime(item);
	if (happenedAt === null) return 'It does not say when it happened (ts_event, ts_epoch, ts, or a date with a zone).';
	const meaning = meaningOf(name);
	const remoteId = bareMessageId(textOf(item['message-id']) ?? textOf(item['messageId']));
	const address = textOf(item['email']);
	const link = meaning.kind === 'clicked' ? (textOf(item['link']) ?? textOf(item['URL'])) : null;
	const mail = remoteId ?? campaignOf(item);
	return {
		service: 'brevo',
		key: eventKey({ meaning, mail, address: address?.toLowerCase() ?? '', happenedAt, link }),
		kind: meaning.kind,
		...(meaning.kind === 'unknown' ? { name: meaning.name.slice(0, LONGEST_ID) } : {}),
		happenedAt,
		address,
		messageRef: referenceOf(item),
		remoteId,
		link,
		bounce: meaning.bounce,
		machine: meaning.machine,
		reason: textOf(item['reason'])?.slice(0, LONGEST_REASON) ?? null,
		from: unsubscribedFrom(meaning, item),
		raw: meaning.kind === 'unknown' ? rawOf(item) : null,
	};
}

/** A mail's id without the <> that the answer to a sending has and an event hasn't. */
export function bareMessageId(id: string | null): string | null {
	const bare = id?.trim().replace(/^<|>$/g, '') ?? '';
	return bare === '' || bare.length > LONGEST_ID ? null : bare;
}

/** What we gave along with the sending; see `batchReference` for what it is with several mails. */
function referenceOf(item: JsonObject): string | null {
	const reference = textOf(item['X-Mailin-custom']) ?? textOf(item['x-mailin-custom']);
	return reference === null || reference.length > LONGEST_ID ? null : reference;
}

function campaignOf(item: JsonObject): string | null {
	const id = item['camp_id'];
	return typeof id === 'number' || (typeof id === 'string' && id !== '') ? `campaign ${id}` : null;
}

/**
 * Where an unsubscribe holds. Without lists it is one from the sender's mails altogether. List ids that JSON numbers
 * can't hold are not known any more: then it holds for all, rather more than was said than less.
 */
function unsubscribedFrom(meaning: EventMeaning, item: JsonObject): UnsubscribedFrom | null {
	if (meaning.kind !== 'unsubscribed') return null;
	const named = item['list_id'];
	const lists = (Array.isArray(named) ? named : [named]).filter((id: unknown) => id !== undefined && id !== null && id !== '');
	const ids = lists.map(listId);
	const known = ids.filter((id) => id !== null);
	return known.length === 0 || known.length < ids.length ? { kind: 'all' } : { kind: 'lists', lists: known };
}

function listId(id: unknown): string | null {
	if (typeof id === 'number') return Number.isSafeInteger(id) && id > 0 ? String(id) : null;
	return typeof id === 'string' && /^\d{1,20}$/.test(id) ? id : null;
}

/** Without NUL, which PostgreSQL's text can't hold. */
function textOf(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const text = value.replaceAll('\u0000', '').trim();
	return text === '' ? null : text;
}

function rawOf(item: unknown): string {
	try {
		return (JSON.stringify(item) ?? String(item)).slice(0, LONGEST_RAW);
	} catch {
		// What can't be written as JSON (a loop, a big number) never came over the wire; the reason still stands.
		return String(item).slice(0, LONGEST_RAW);
	}
}
