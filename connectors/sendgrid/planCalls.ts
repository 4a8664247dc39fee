import type { Mailbox, OutgoingMail, SharedBody } from '../../engine/delivery/MailChannel';
import { personalization, unsubscribesItself } from './mailSendBody';
import { SENDGRID_LIMITS } from './sendGridLimits';
import { chooseTags, gapsOf, isWhole, taggedText } from './substitutionTags';

/** One mail's place in a call. */
export interface PlannedMail {
	/** In the batch. */
	readonly index: number;
	readonly mail: OutgoingMail;
	/** What fills the call's text for this recipient, by tag. */
	readonly substitutions: Readonly<Record<string, string>>;
}

/** One call of `/mail/send`: what its mails share, and its mails, no address twice. */
export interface PlannedCall {
	readonly from: Mailbox;
	readonly replyTo: Mailbox | null;
	readonly subject: string;
	readonly html: string;
	readonly text: string;
	/** Whether its mails bring a List-Unsubscribe header of their own. */
	readonly unsubscribesItself: boolean;
	/** Whether its recipients must be able to unsubscribe. */
	readonly marketing: boolean;
	/** What SendGrid is told to follow; null: as the account is set up. */
	readonly tracking: OutgoingMail['tracking'];
	readonly mails: readonly PlannedMail[];
}

/** Left of a call's size for what is counted here only roughly: names of fields, options. */
const SPARE_BYTES = 1_000_000;

/**
 * Shares a batch out over as few calls as SendGrid's limits allow: mails of one body, sender and reply-to go together,
 * told as the body with tags and each recipient's values. A mail goes alone where it is not told as a body and values,
 * or its values are too many. Pure.
 */
export function planCalls(batch: readonly OutgoingMail[]): readonly PlannedCall[] {
	const groups = new Map<string, PlannedMail[]>();
	const calls: PlannedCall[] = [];
	for (const [index, mail] of batch.entries()) {
		const planned: PlannedMail = { index, mail, substitutions: {} };
		if (mail.filled === null || !isWhole(mail)) {
			calls.push(callOfOne(planned));
			continue;
		}
		const key = groupKey(mail, mail.filled.body);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [planned]);
		else group.push(planned);
	}
	for (const group of groups.values()) calls.push(...callsOfGroup(group));
	return calls;
}

/** The same call for some of its mails. */
export function callOf(call: PlannedCall, mails: readonly PlannedMail[]): PlannedCall {
	return { ...call, mails };
}

function callOfOne(planned: PlannedMail): PlannedCall {
	const { mail } = planned;
	const { from, replyTo, subject, html, text, marketing, tracking } = mail;
	return { from, replyTo, subject, html, text, marketing, tracking, unsubscribesItself: unsubscribesItself(mail), mails: [planned] };
}

function groupKey(mail: OutgoingMail, body: SharedBody): string {
	return JSON.stringify([body.id, mail.from.name, mail.from.address, mail.replyTo?.name, mail.replyTo?.address, unsubscribesItself(mail), mail.marketing, mail.tracking]);
}

function callsOfGroup(group: readonly PlannedMail[]): readonly PlannedCall[] {
	const [first] = group;
	if (first === undefined || first.mail.filled === null) return [];
	if (group.length === 1) return [callOfOne(first)];
	const { body } = first.mail.filled;
	const tags = chooseTags(group.map(({ mail }) => mail));
	const gaps = gapsOf(body);
	const shared = { ...callOfOne(first), subject: taggedText(body.subject, tags), html: taggedText(body.html, tags), text: taggedText(body.text, tags) };
	const packer = new Packer(bytesOf({ ...shared, mails: [] }));
	const alone: PlannedCall[] = [];
	for (const planned of group) {
		const values = planned.mail.filled?.values ?? [];
		const substitutions = Object.fromEntries(gaps.map((gap) => [tags.tagOf(gap), values[gap] ?? '']));
		// Two bodies of one id would give one's words to the other's recipients.
		if (planned.mail.filled?.body !== body && !sameBody(planned.mail, body)) alone.push(callOfOne(planned));
		else if (bytesOf(substitutions) > SENDGRID_LIMITS.substitutionBytes) alone.push(callOfOne(planned));
		else packer.add({ ...planned, substitutions });
	}
	return [...packer.calls().map((mails) => callOf(shared, mails)), ...alone];
}

function sameBody(mail: OutgoingMail, body: SharedBody): boolean {
	const other = mail.filled?.body;
	return other !== undefined && JSON.stringify([other.subject, other.html, other.text]) === JSON.stringify([body.subject, body.html, body.text]);
}

/** Puts mails into the first call that has room for them and not yet their address. */
class Packer {
	private readonly full: PlannedMail[][] = [];
	private open: { readonly mails: PlannedMail[]; readonly addresses: Set<string>; bytes: number }[] = [];

	constructor(private readonly sharedBytes: number) {}

	add(planned: PlannedMail): void {
		const address = planned.mail.to.address.toLowerCase();
		const bytes = bytesOf(personalization(planned));
		let call = this.open.find(({ addresses, bytes: taken }) => !addresses.has(address) && taken + bytes <= SENDGRID_LIMITS.callBytes - SPARE_BYTES);
		if (call === undefined) {
			call = { mails: [], addresses: new Set(), bytes: this.sharedBytes };
			this.open.push(call);
		}
		call.mails.push(planned);
		call.addresses.add(address);
		call.bytes += bytes;
		if (call.mails.length < SENDGRID_LIMITS.recipientsPerCall) return;
		this.full.push(call.mails);
		this.open = this.open.filter((other) => other !== call);
	}

	calls(): readonly (readonly PlannedMail[])[] {
		return [...this.full, ...this.open.map(({ mails }) => mails)];
	}
}

function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value), 'utf8');
}
