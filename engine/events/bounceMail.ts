import { createHash } from 'node:crypto';

import { MESSAGE_HEADER } from '../delivery/messageRef';
import { normaliseAddress } from '../records/emailAddress';
import { refOfAddress, refOfMessageId, refOfText } from './bounces/bounceAddress';
import { bounceKind, bounceVerdict, type BounceVerdict } from './bounces/bounceStatus';
import { field, fieldGroups, headerFields, type HeaderFields } from './bounces/headerFields';
import { partsOfSource, type MailParts } from './bounces/MailParts';
import { plainFailures, quotedMail } from './bounces/plainBounce';
import type { ReadEvents, ReceivedEvent, ReceivedKind } from './ReceivedEvent';

/** What a mail in the bounce mailbox is, and what it reports. */
export interface BounceReading extends ReadEvents {
	/**
	 * - `bounce` a mail server's report on one or several recipients, also that it is late or arrived
	 * - `complaint` a mailbox service passes on that its user called the mail spam (ARF)
	 * - `receipt` somebody's program says the mail was displayed: nothing is made of it
	 * - `other` an absence note, an answer, or anything else: no bounce
	 */
	readonly what: 'bounce' | 'complaint' | 'receipt' | 'other';
}

const MAX_RAW = 4_000;
const MAX_REASON = 1_000;

/**
 * Reads one mail of the bounce mailbox, given as its source.
 * @param now UTC ms; the time of events whose mail has no date
 */
export async function readBounceMail(source: Buffer | string, now: number): Promise<BounceReading> {
	try {
		return readBounceParts(await partsOfSource(source), now);
	} catch (error) {
		const reason = `A mail in the bounce mailbox can't be read: ${error instanceof Error ? error.message : String(error)}`;
		return { what: 'other', events: [], rejected: [{ service: 'own', reason, raw: source.toString().slice(0, MAX_RAW) }] };
	}
}

/** The same of a mail that is apart already, such as an item of n8n's Email Trigger (`partsOfImapItem`). */
export function readBounceParts(parts: MailParts, now: number): BounceReading {
	const type = field(parts.headers, 'content-type');
	if (/report-type="?disposition-notification/i.test(type)) return { what: 'receipt', events: [], rejected: [] };
	const original = originalOf(parts, now);
	if (parts.feedbackReport !== null) return complaint(headerFields(parts.feedbackReport), original);
	if (parts.deliveryStatus !== null) return report(parts.deliveryStatus, parts, original);
	const failures = original.messageRef === null ? [] : plainFailures(parts);
	return {
		what: failures.length > 0 ? 'bounce' : 'other',
		rejected: [],
		events: failures.map(({ address, words, delayed }) => {
			const verdict = bounceVerdict('', words);
			return eventOf(original, address, delayed ? 'deferred' : 'bounced', verdict);
		}),
	};
}

/** What a report says of the mail it is about, and when. */
interface Original {
	readonly messageRef: string | null;
	readonly remoteId: string | null;
	readonly happenedAt: number;
	/** Names the report itself. */
	readonly reportId: string;
}

/** The return path is surest: it comes back from every server. Then what is left of the mail, then what is replied to. */
function originalOf(parts: MailParts, now: number): Original {
	const returned = headerFields(parts.returned ?? quotedMail(parts.text) ?? '');
	const to = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'].flatMap((name) => addressesIn(parts.headers, name));
	const repliedTo = ['in-reply-to', 'references'].flatMap((name) => (parts.headers.get(name) ?? []).flatMap((value) => value.split(/\s+/)));
	const messageId = field(returned, 'message-id');
	const messageRef = firstOf(to, refOfAddress) ?? refOfText(field(returned, MESSAGE_HEADER.toLowerCase())) ?? refOfMessageId(messageId) ?? firstOf(repliedTo, refOfMessageId);
	const date = Date.parse(field(parts.headers, 'date'));
	const bare = messageId.replace(/^<|>$/g, '');
	return {
		messageRef,
		remoteId: bare === '' ? null : bare,
		happenedAt: Number.isFinite(date) && date > 0 ? Math.min(date, now) : now,
		reportId: field(parts.headers, 'message-id') || digest(`${parts.text}\n${parts.deliveryStatus ?? ''}\n${parts.returned ?? ''}`),
	};
}

function report(status: string, parts: MailParts, original: Original): BounceReading {
	const groups = fieldGroups(status).filter((group) => group.has('final-recipient') || group.has('original-recipient'));
	const events = groups.flatMap((group) => {
		const words = (group.get('diagnostic-code') ?? []).map((code) => code.replace(/^[\w-]+\s*;\s*/, '')).join(' ');
		const verdict = bounceVerdict(field(group, 'status'), words);
		const kind = kindOf(field(group, 'action'), verdict);
		return kind === null ? [] : [eventOf(original, recipientOf(group), kind, verdict)];
	});
	const rejected = groups.length > 0 ? [] : [{ service: 'own' as const, reason: 'A delivery report names no recipient.', raw: `${status}\n${parts.text}`.slice(0, MAX_RAW) }];
	return { what: 'bounce', events, rejected };
}

/** RFC 3464, 2.3.3; null for an action nobody has heard of, without a status that says more. */
function kindOf(action: string, { status }: BounceVerdict): ReceivedKind | null {
	switch (action.toLowerCase().split(/[\s(]/, 1)[0]) {
		case 'failed':
			return 'bounced';
		case 'delayed':
			return 'deferred';
		case 'delivered':
		case 'expanded':
			return 'delivered';
		case 'relayed':
			// Handed on to where nobody reports from: it may still fail.
			return 'accepted';
		default:
			return status === null ? null : status.startsWith('5') ? 'bounced' : status.startsWith('4') ? 'deferred' : 'delivered';
	}
}

function complaint(feedback: HeaderFields, original: Original): BounceReading {
	// "not-spam", "virus", "other" are no complaints about being written to.
	if (!['abuse', 'fraud', ''].includes(field(feedback, 'feedback-type').toLowerCase())) return { what: 'other', events: [], rejected: [] };
	const recipients = (feedback.get('original-rcpt-to') ?? []).map((value) => normaliseAddress(value.replace(/^<|>$/g, '')));
	const addresses = recipients.length > 0 ? recipients : [null];
	return { what: 'complaint', rejected: [], events: addresses.map((address) => eventOf(original, address, 'spam', { status: null, words: field(feedback, 'user-agent') })) };
}

function eventOf(original: Original, address: string | null, kind: ReceivedKind, verdict: BounceVerdict): ReceivedEvent {
	const { messageRef, remoteId, happenedAt, reportId } = original;
	// Servers say the code twice, or in one of two places.
	const reason = verdict.status === null || verdict.words.includes(verdict.status) || /^[45]\.0\.0$/.test(verdict.status) ? verdict.words : `${verdict.status} ${verdict.words}`;
	return {
		service: 'own',
		key: `bounce ${digest(`${reportId}\n${address ?? ''}\n${kind}\n${verdict.status ?? ''}`)}`,
		kind,
		happenedAt,
		address,
		messageRef,
		remoteId,
		link: null,
		bounce: kind === 'bounced' ? bounceKind(verdict) : null,
		machine: false,
		reason: reason.trim().slice(0, MAX_REASON) || null,
		from: null,
		raw: null,
	};
}

/**
 * Whom we wrote to is the original one; the final one may be where that forwards to. Types: rfc822, and utf-8 (RFC 6533).
 * Some servers leave a plus in the form it has in commands (RFC 3461).
 */
function recipientOf(group: HeaderFields): string | null {
	const addresses = ['original-recipient', 'final-recipient'].map((name) => /^\s*(?:rfc822|utf-8)\s*;\s*<?([^<>]*)>?\s*$/i.exec(field(group, name))?.[1] ?? null);
	return firstOf(addresses.filter((address) => address !== null), (address) => normaliseAddress(address.replaceAll('+2B', '+').replaceAll('+3D', '=')));
}

function addressesIn(headers: HeaderFields, name: string): string[] {
	return (headers.get(name) ?? []).flatMap((value) => value.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? []);
}

function firstOf<Given, Found>(given: readonly Given[], find: (each: Given) => Found | null): Found | null {
	for (const each of given) {
		const found = find(each);
		if (found !== null) return found;
	}
	return null;
}

function digest(text: string): string {
	return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
