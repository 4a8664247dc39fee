import { dayToken, readDayToken } from '../records/dayToken';
import type { LinkPurpose } from '../records/linkKeys';
import type { SigningKey } from '../records/signingKey';

const DAY = 86_400_000;

/** The keys' purpose in the store. */
export const TASKS_PAGE_KEY = 'tasks-page' satisfies LinkPurpose;

const PURPOSE = 'tasks page';

export interface TasksPageLink {
	readonly userId: number;
	/** UTC ms; the link works to the end of this instant's day (UTC). */
	readonly validUntil: number;
}

/**
 * What a salesperson's link ends in: 40 signs that name the user and the last day. Whoever has the link sees and answers
 * the user's tasks: it is a key, and good for a limited time.
 * @throws RangeError as `dayToken`
 */
export function tasksPageToken({ userId, validUntil }: TasksPageLink, key: SigningKey): string {
	return dayToken(PURPOSE, { id: userId, at: validUntil }, key);
}

/**
 * The user whose tasks this token opens, or null: not ours, changed, cut off, of a key that is no longer in use, or too
 * old. Which of these it is, nobody is told.
 * @param key the one in use: who changes it wants the links that are out there to end
 * @param now UTC ms
 */
export function readTasksPageToken(token: string, key: SigningKey, now: number): number | null {
	const claim = readDayToken(PURPOSE, token, (id) => (id === key.id ? key : undefined));
	return claim !== null && now < claim.day + DAY ? claim.id : null;
}
