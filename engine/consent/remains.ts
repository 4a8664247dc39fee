import type { Store } from '../store/Store';
import type { ForgetPlan } from './forgetSteps';
import type { ServiceErasure } from './forgetPerson';

/** A place where data of a forgotten person remain, and what a person can do about it. */
export interface Remains {
	readonly where: string;
	readonly what: string;
	readonly whatToDo: string;
}

/** Where data remain that this program can't, or must not, delete. */
export function remainsOf(store: Store, plan: ForgetPlan, services: readonly ServiceErasure[]): Remains[] {
	return [
		...services.flatMap(ofService),
		...plan.channels.flatMap((channel) => ofChannel(channel, services)),
		...plan.suppressedBy.filter((service) => !plan.channels.includes(service) && !isErased(service, services)).map((service) => ({
			where: service,
			what: 'It keeps the address among those it does not mail.',
			whatToDo: 'Run Forget Person with Also in the Services ticked and its credential chosen, or erase the person there.',
		})),
		...ofPeople(plan),
		...plan.person.otherAddresses.map((address) => ({
			where: 'this store',
			what: `Mails to the same record went to ${address} too: what is known of that address by itself, such as its consent, was left alone.`,
			whatToDo: 'If it is the same person\'s, run Forget Person for that address as well.',
		})),
		...ofStore(store),
		{ where: 'n8n', what: 'Executions keep the items that passed through workflows, with addresses and names.', whatToDo: 'Delete them under Executions, or let n8n prune them (EXECUTIONS_DATA_MAX_AGE).' },
	];
}

function ofService({ service, outcome }: ServiceErasure): Remains[] {
	switch (outcome.kind) {
		case 'erased':
			return outcome.note === null ? [] : [{ where: service, what: outcome.note, whatToDo: 'Nothing, or as the service says.' }];
		case 'unknown':
			return [];
		case 'uncertain':
			return [{ where: service, what: `Whether the person was erased there is not known: ${outcome.reason}`, whatToDo: 'Run Forget Person again with the same address (doing it twice does no harm), or look there.' }];
		case 'failed':
			return [{ where: service, what: `The person could not be erased there: ${outcome.reason}`, whatToDo: 'Run Forget Person again with the same address, or erase the person there by hand.' }];
	}
}

function ofChannel(channel: string, services: readonly ServiceErasure[]): Remains[] {
	if (isErased(channel, services)) return [];
	switch (channel) {
		case 'smtp':
			return [{ where: 'the mail server (SMTP)', what: 'Its logs, its queue and the sender\'s mailbox name who was written to.', whatToDo: 'Ask whoever runs the mail server how long it keeps them.' }];
		case 'email':
		case 'sms':
			return [{ where: `what other nodes sent (${channel === 'sms' ? 'SMS' : 'email'})`, what: 'The service that another node sent by knows the recipient.', whatToDo: 'Delete the person there.' }];
		default:
			return [{ where: channel, what: 'Mails were sent by this service: it keeps the address, with what became of the mails.', whatToDo: 'Erase the person there; for SendGrid and Brevo, Forget Person does it where Also in the Services is ticked and the credential chosen.' }];
	}
}

/** Asked for; what became of it is told by itself. */
function isErased(name: string, services: readonly ServiceErasure[]): boolean {
	return services.some(({ service, outcome }) => service.toLowerCase() === name.toLowerCase() && outcome.kind !== 'failed');
}

function ofPeople({ person }: ForgetPlan): Remains[] {
	return person.users.map(({ id }) => ({
		where: 'this store',
		what: `User ${id} has this address: a salesperson, not somebody who is written to.`,
		whatToDo: 'To delete it: CRM Record → Delete (User), which hands over what is assigned to it.',
	}));
}

function ofStore(store: Store): Remains[] {
	const backups = { where: 'backups', what: 'Backups of the store made before today hold the person.', whatToDo: 'Let them expire. After putting one back, run Forget Person again.' };
	if (store.dialect === 'sqlite') return [backups];
	return [
		{ where: 'PostgreSQL', what: 'Deleted rows stay in the database\'s files until they are vacuumed, and in its WAL archives.', whatToDo: 'Autovacuum sees to the first; VACUUM FULL at once. Archives expire as they were set up.' },
		backups,
	];
}
