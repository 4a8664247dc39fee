import type { DueGroup } from './dueGroups';
import type { TaskOutcome } from './openTask';

/** A task with all that a salesperson needs to do it. Instants in UTC ms. */
export interface TaskCard {
	readonly id: number;
	readonly subject: string | null;
	readonly type: string | null;
	readonly dueAt: number | null;
	readonly due: DueGroup;
	/** Whether it is still to be done. */
	readonly open: boolean;
	readonly status: string | null;
	readonly outcome: TaskOutcome;
	readonly note: string | null;
	readonly description: string | null;
	/** When it was written last. */
	readonly updatedAt: number;
	/** Whom it is about: its contact, else its lead. */
	readonly person: PersonToReach | null;
	/** Its account, else its contact's. */
	readonly account: AccountToReach | null;
	readonly campaign: string | null;
	readonly message: MessageStory | null;
}

/** How somebody can be reached. */
export interface Reach {
	readonly email: string | null;
	/** A standing no for all email, of the record or its address. */
	readonly doNotEmail: boolean;
	readonly phone: string | null;
	readonly mobile: string | null;
	readonly address: PostalAddress;
}

export interface PostalAddress {
	readonly street: string | null;
	readonly postalCode: string | null;
	readonly city: string | null;
	readonly region: string | null;
	readonly country: string | null;
}

export interface PersonToReach extends Reach {
	readonly kind: 'contact' | 'lead';
	readonly id: number;
	readonly name: string | null;
	readonly title: string | null;
	/** A lead's. */
	readonly company: string | null;
}

export interface AccountToReach extends Reach {
	readonly id: number;
	readonly name: string | null;
}

/** The message a task came from, and what became of it. */
export interface MessageStory {
	readonly id: number;
	readonly subject: string | null;
	readonly sentAt: number | null;
	/** Why it was not sent, or failed. */
	readonly reason: string | null;
	/** By people; machines don't count. */
	readonly openCount: number;
	readonly lastOpenAt: number | null;
	readonly clickCount: number;
	readonly lastClickAt: number | null;
	/** What was clicked, the most clicked first; not all where there were many. */
	readonly links: readonly string[];
	readonly bounce: { readonly kind: 'hard' | 'soft' | 'dropped'; readonly at: number | null; readonly reason: string | null } | null;
	readonly spamAt: number | null;
	readonly unsubscribedAt: number | null;
}
