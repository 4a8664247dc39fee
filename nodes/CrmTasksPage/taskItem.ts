import type { IDataObject } from 'n8n-workflow';

import type { TaskAnswer } from '../../engine/tasks/actOnTask';
import type { Reach } from '../../engine/tasks/TaskCard';

/**
 * What a workflow goes on with: the task as CRM Record gives it (`kind`, `id`, outcome, note, names of what it refers
 * to), with what happened, who did it, and whom it is about.
 */
export function taskItem({ event, record, user, card }: Extract<TaskAnswer, { kind: 'done' }>): IDataObject {
	const { person, account, message } = card;
	return {
		...record,
		event,
		at: new Date(card.updatedAt).toISOString(),
		salesperson: { id: user.id, name: user.name, email: user.email },
		person: person === null ? null : { kind: person.kind, id: person.id, name: person.name, title: person.title, company: person.company, ...reach(person) },
		account: account === null ? null : { id: account.id, name: account.name, ...reach(account) },
		message: message === null ? null : { id: message.id, subject: message.subject, open_count: message.openCount, click_count: message.clickCount, links: [...message.links] },
	};
}

function reach({ email, doNotEmail, phone, mobile }: Reach): IDataObject {
	return { email, do_not_email: doNotEmail, phone, mobile };
}
