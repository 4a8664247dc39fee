import type { MessageStory, PersonToReach, TaskCard } from '../../../engine/tasks/TaskCard';
import type { TasksPage } from '../../../engine/tasks/tasksPage';
import type { Reader } from '../../../nodes/CrmTasksPage/page/Answer';
import { pageLanguage } from '../../../nodes/shared/page/language';
import { pageLocale } from '../../../nodes/shared/page/locale';

const HOUR = 3_600_000;
/** Friday, 27 November 2026, 13:00 in Madrid. */
export const NOW = Date.UTC(2026, 10, 27, 12);

export const ANA: PersonToReach = {
	kind: 'contact', id: 3, name: 'Ana López', title: 'Purchasing', company: null, email: 'ana@olivares.example', doNotEmail: false, phone: '+34 91 555 01 22', mobile: '600 555 033 (evenings)',
	address: { street: 'Calle Mayor 1', postalCode: '28013', city: 'Madrid', region: 'Madrid', country: 'Spain' },
};

export const OPENED: MessageStory = {
	id: 9, subject: 'An offer', sentAt: NOW - 100 * HOUR, reason: null, openCount: 3, lastOpenAt: NOW - 50 * HOUR, clickCount: 1, lastClickAt: NOW - 49 * HOUR, links: ['https://www.example.com/offer?a=1'], bounce: null, spamAt: null, unsubscribedAt: null,
};

export function card(more: Partial<TaskCard> = {}): TaskCard {
	return {
		id: 12, subject: 'Call Ana', type: 'Call', dueAt: NOW - 72 * HOUR, due: 'overdue', open: true, status: 'not_started', outcome: 'open', note: null, description: 'Ask about the offer', updatedAt: NOW,
		person: ANA, account: { id: 4, name: 'Olivares, S.L.', email: 'office@olivares.example', doNotEmail: false, phone: '+34 91 555 01 00', mobile: null, address: ANA.address }, campaign: 'Spring', message: OPENED,
		...more,
	};
}

export function pageOf(tasks: readonly TaskCard[], more: Partial<TasksPage> = {}): TasksPage {
	const counts = { overdue: 0, today: 0, next: 0, later: 0 };
	for (const { due } of tasks) counts[due]++;
	return { user: { id: 1, name: 'Marta Ruiz', email: 'marta@example.com' }, counts, tasks, next: null, closedToday: [], ...more };
}

/** @param acceptLanguage as a browser sends it */
export function reader(acceptLanguage = 'en-GB'): Reader {
	const language = pageLanguage(acceptLanguage);
	return { language, locale: pageLocale(acceptLanguage, language), timeZone: 'Europe/Madrid', now: NOW };
}
