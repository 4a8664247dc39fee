import type { DueGroup } from '../../../../engine/tasks/dueGroups';
import type { TaskEvent } from '../../../../engine/tasks/actOnTask';
import type { Trouble } from '../Answer';

/** A number as the reader writes it, and as it counts for singular and plural. */
export interface Amount {
	readonly count: number;
	readonly text: string;
}

/** Everything the tasks page says, in one language; what is handed in goes in as text. */
export interface PageTexts {
	readonly title: string;
	readonly groups: Readonly<Record<DueGroup, string>>;
	/** Types of tasks that come with the package, by their stored names. */
	readonly types: Readonly<Record<string, string>>;
	readonly undated: string;
	readonly telephone: string;
	readonly mobile: string;
	readonly email: string;
	/** Beside the address of somebody with a standing no. */
	readonly noEmail: string;
	readonly more: string;
	readonly message: {
		sent(date: string): string;
		readonly notSent: string;
		opened(amount: Amount, last: string | null): string;
		clicked(amount: Amount): string;
		readonly untouched: string;
		readonly bounced: Readonly<Record<'hard' | 'soft' | 'dropped', string>>;
		readonly spam: string;
		readonly unsubscribed: string;
	};
	readonly note: string;
	readonly positive: string;
	readonly negative: string;
	readonly later: string;
	readonly tomorrow: string;
	readonly week: string;
	readonly reopen: string;
	/** What a closed task shows where it has no outcome. */
	readonly closed: string;
	/** Shown in the task after a tap, and read out before its subject. `due`: where the task was put off to. */
	said(event: TaskEvent, due: string): string;
	readonly closedMeanwhile: string;
	readonly gone: string;
	readonly closedToday: string;
	readonly empty: { readonly title: string; readonly text: string };
	/** Under the tasks of a page that is not the last. */
	readonly next: string;
	readonly first: string;
	readonly personal: string;
	timeZone(name: string): string;
	/** What the page's script says where there is no answer at all. */
	readonly offline: string;
	readonly trouble: Readonly<Record<Trouble, { readonly title: string; readonly paragraphs: readonly string[] }>>;
}
