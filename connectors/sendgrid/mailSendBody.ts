import type { Mailbox, OutgoingMail } from '../../engine/delivery/MailChannel';
import { SENDGRID_LIMITS } from './sendGridLimits';
import type { PlannedCall, PlannedMail } from './planCalls';

/** What applies to every mail of a channel. */
export interface SendGridOptions {
	/** The suppression group (unsubscribe group) these mails belong to. */
	readonly groupId: number | null;
	readonly ipPool: string | null;
	/** At most 10, of at most 255 characters; no personal data. */
	readonly categories: readonly string[];
	/** Checks and accepts mails without sending them, and without events. */
	readonly sandbox: boolean;
}

export const DEFAULT_SENDGRID_OPTIONS: SendGridOptions = { groupId: null, ipPool: null, categories: [], sandbox: false };

/** Carries our message's reference; comes back at the top level of each event, so it must not be named like a field of one. */
export const MESSAGE_ARGUMENT = 'crm_message';

interface EmailJson {
	readonly email: string;
	readonly name?: string;
}

/** One recipient's part of a call. */
export interface PersonalizationJson {
	readonly to: readonly EmailJson[];
	readonly custom_args: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	readonly substitutions?: Readonly<Record<string, string>>;
}

/** The body of `POST /mail/send`, as far as we use it. */
export interface MailSendJson {
	readonly personalizations: readonly PersonalizationJson[];
	readonly from: EmailJson;
	readonly reply_to?: EmailJson;
	readonly subject: string;
	readonly content: ReadonlyArray<{ readonly type: string; readonly value: string }>;
	readonly categories?: readonly string[];
	readonly asm?: { readonly group_id: number };
	readonly ip_pool_name?: string;
	readonly mail_settings?: { readonly sandbox_mode: { readonly enable: boolean } };
	readonly tracking_settings?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** SendGrid refuses a call that sets one of these. */
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
	'x-sg-id', 'x-sg-eid', 'received', 'dkim-signature', 'content-type', 'content-transfer-encoding', 'to', 'from', 'subject', 'reply-to', 'cc', 'bcc',
]);

/** The call as SendGrid wants it. Pure. */
export function mailSendBody(call: PlannedCall, options: SendGridOptions): MailSendJson {
	const { from, replyTo } = call;
	return {
		personalizations: call.mails.map(personalization),
		from: emailJson(from),
		...(replyTo === null ? {} : { reply_to: emailJson(replyTo) }),
		subject: oneLine(call.subject),
		// An empty part would be refused, and the plain text has to come first.
		content: [{ type: 'text/plain', value: call.text }, { type: 'text/html', value: call.html }].filter(({ value }) => value !== ''),
		...(options.categories.length === 0 ? {} : { categories: options.categories.slice(0, SENDGRID_LIMITS.categories) }),
		...(options.groupId === null ? {} : { asm: { group_id: options.groupId } }),
		...(options.ipPool === null ? {} : { ip_pool_name: options.ipPool }),
		...(options.sandbox ? { mail_settings: { sandbox_mode: { enable: true } } } : {}),
		...trackingSettings(call),
	};
}

/** One recipient's part. */
export function personalization({ mail, substitutions }: PlannedMail): PersonalizationJson {
	const headers = headersOf(mail);
	return {
		to: [emailJson(mail.to)],
		custom_args: { [MESSAGE_ARGUMENT]: mail.messageRef },
		...(Object.keys(headers).length === 0 ? {} : { headers }),
		...(Object.keys(substitutions).length === 0 ? {} : { substitutions }),
	};
}

/** Whether a mail brings its own one-click unsubscribe. */
export function unsubscribesItself(mail: OutgoingMail): boolean {
	return Object.keys(mail.headers).some((name) => name.toLowerCase() === 'list-unsubscribe');
}

function trackingSettings(call: PlannedCall): Pick<MailSendJson, 'tracking_settings'> {
	const settings: Record<string, Record<string, boolean>> = {};
	if (call.tracking !== null) {
		settings.click_tracking = { enable: call.tracking === 'both' || call.tracking === 'clicks', enable_text: false };
		settings.open_tracking = { enable: call.tracking === 'both' || call.tracking === 'opens' };
	}
	// Said for every call, whatever the account's own setting: marketing without a way of ours gets SendGrid's; what has
	// one must not get a second, and an invoice none.
	settings.subscription_tracking = { enable: call.marketing && !call.unsubscribesItself };
	return { tracking_settings: settings };
}

function headersOf(mail: OutgoingMail): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(mail.headers)
			.filter(([name]) => /^[\x21-\x39\x3b-\x7e]+$/.test(name) && !RESERVED_HEADERS.has(name.toLowerCase()))
			.map(([name, value]) => [name, oneLine(value)]),
	);
}

/** Names may not hold a semicolon or comma. */
function emailJson(box: Mailbox): EmailJson {
	const name = oneLine(box.name ?? '').replace(/[;,]+/g, ' ').replace(/ {2,}/g, ' ').trim();
	return name === '' ? { email: box.address } : { email: box.address, name };
}

function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
