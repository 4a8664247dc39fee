import type { Brevo } from '@getbrevo/brevo';

/** A mail that the simulator took over. */
export interface SimMail {
	/** With <>, as answered. */
	readonly messageId: string;
	readonly sender: string;
	readonly to: string;
	readonly toName: string | null;
	/** As the recipient gets them: after Brevo's template language. */
	readonly subject: string;
	readonly html: string;
	readonly text: string | null;
	readonly replyTo: string | null;
	readonly headers: Readonly<Record<string, string>>;
	/** X-Mailin-custom of its call. */
	readonly custom: string | null;
	/** Number of the call of POST /smtp/email that brought it. */
	readonly call: number;
}

export interface SimContact {
	readonly id: number;
	readonly email: string;
	readonly emailBlacklisted: boolean;
	readonly smsBlacklisted: boolean;
	readonly smtpBlacklistSender: readonly string[];
	readonly listIds: readonly number[];
	readonly listUnsubscribed: readonly number[];
	/** UTC ms. */
	readonly modifiedAt: number;
	readonly createdAt: number;
}

export interface SimBlocked {
	readonly email: string;
	readonly senderEmail: string | null;
	readonly code: string;
	/** UTC ms. */
	readonly blockedAt: number;
}

export interface SimWebhook {
	readonly id: number;
	readonly url: string;
	readonly description: string;
	readonly type: 'transactional' | 'marketing' | 'inbound';
	readonly events: readonly string[];
	readonly batched: boolean;
	readonly auth: Readonly<Record<string, unknown>> | null;
}

/** A row of /smtp/statistics/events: as Brevo's types have it, but that an event may be new. */
export interface SimStatistic extends Omit<Brevo.GetEmailEventReportResponse.Events.Item, 'event'> {
	readonly event: string;
}

/** A call as it arrived. */
export interface SimCall {
	readonly method: string;
	/** Without the base and the query. */
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly body: unknown;
	readonly status: number | null;
	/** performance.now() at arrival. */
	readonly at: number;
	readonly bytes: number;
}

/** All that the simulated account holds; tests read it, and may put things in. */
export class BrevoState {
	readonly mails: SimMail[] = [];
	readonly calls: SimCall[] = [];
	readonly contacts = new Map<string, SimContact>();
	readonly blocked: SimBlocked[] = [];
	readonly webhooks = new Map<number, SimWebhook>();
	readonly statistics: SimStatistic[] = [];
	readonly processes = new Map<number, 'queued' | 'completed'>();
	/** Identifiers whose logs were deleted. */
	readonly erasedLogs: string[] = [];
	/** When a key was first seen, performance.now(). */
	readonly keys = new Map<string, number>();
	sends = 0;
	private lastId = 100;

	nextId(): number {
		return ++this.lastId;
	}

	callsOf(method: string, path: string): readonly SimCall[] {
		return this.calls.filter((call) => call.method === method && call.path === path);
	}

	/** How many mails each address got. */
	byAddress(): ReadonlyMap<string, number> {
		const counts = new Map<string, number>();
		for (const { to } of this.mails) counts.set(to, (counts.get(to) ?? 0) + 1);
		return counts;
	}

	putContact(email: string, changes: Partial<SimContact> = {}): SimContact {
		const key = email.toLowerCase();
		const now = Date.now();
		const known = this.contacts.get(key) ?? {
			id: this.nextId(),
			email: key,
			emailBlacklisted: false,
			smsBlacklisted: false,
			smtpBlacklistSender: [],
			listIds: [],
			listUnsubscribed: [],
			modifiedAt: now,
			createdAt: now,
		};
		const contact = { ...known, modifiedAt: now, ...changes };
		this.contacts.set(key, contact);
		return contact;
	}
}
