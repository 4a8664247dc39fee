import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { isLoopback, isPublic, originOf } from '../../../../engine/delivery/publicAddress';
import { publishedPages } from '../../../../engine/delivery/publishedPages';
import { EngineError } from '../../../../engine/EngineError';
import { tasksPageLinks, total, type TasksPageOf } from '../../../../engine/tasks/tasksPageLinks';
import { listedIn } from '../../../shared/listedIn';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { ownOrigin } from '../../../shared/ownOrigin';
import { numberOf, objectOf, textOf } from '../../../shared/parameters';

const DAYS_VALID = 30;
const MOST_DAYS = 365;

const show = { resource: ['user'], operation: ['getTasksPages'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Gives one item for each active user with open tasks: name, email, how many are overdue and due today, and the personal link. Whoever has a link can see and answer that user\'s tasks: mail it to nobody else.',
		name: 'tasksPagesNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	{
		displayName: 'User Names or IDs',
		name: 'users',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'users' },
		default: [],
		description: 'Only these users; empty: all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Days Valid',
				name: 'daysValid',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MOST_DAYS },
				default: DAYS_VALID,
				description: 'How long the links work, from today on',
			},
			{
				displayName: 'End Older Links',
				name: 'endOlder',
				type: 'boolean',
				default: false,
				description: 'Whether every link that was given out before stops working: for when somebody else got hold of one',
			},
			{
				displayName: 'Include Users Without Email',
				name: 'withoutEmail',
				type: 'boolean',
				default: false,
				description: 'Whether users who have no email address come out too: for sending the link another way',
			},
			{
				displayName: 'Include Users Without Open Tasks',
				name: 'withoutTasks',
				type: 'boolean',
				default: false,
				description: 'Whether users who have nothing to do get a link too',
			},
			{
				displayName: 'Public Address',
				name: 'publicAddress',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://n8n.example.com',
				description: 'Where people reach this n8n. Leave empty to use n8n\'s own address (WEBHOOK_URL).',
			},
			{
				displayName: 'Test Mode',
				name: 'testMode',
				type: 'boolean',
				default: false,
				description: 'Whether links may lead to this machine itself: for trying things out on it',
			},
		],
	},
];

/** Whatever comes in, the links are given once. */
export function once(): boolean {
	return true;
}

/** An item for each salesperson: the user's record, the counts of open tasks, and the link to the page (VM-22). */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const options = objectOf(context.getNodeParameter('options', index, {}));
	const address = pageAddress((await store.run(publishedPages, null)).tasks, originFor(context, options), options['testMode'] === true);
	const userIds = idsOf(context.getNodeParameter('users', index, []));
	const { pages, unseen } = await tasksPageLinks(store, {
		timeZone: context.getTimezone(),
		daysValid: numberOf(options['daysValid'], 'Days Valid', { least: 1, most: MOST_DAYS }) ?? DAYS_VALID,
		userIds,
		withoutTasks: options['withoutTasks'] === true,
		endOlder: options['endOlder'] === true,
	});
	const reached = pages.filter(({ user }) => options['withoutEmail'] === true || textOf(user['email']) !== null);
	if (pages.length === 0) context.addExecutionHints({ message: `${userIds.length === 0 ? 'No active user' : 'None of the chosen users is active and'} has open tasks, so there is no link to give.`, location: 'outputPane' });
	hint(context, unreached(pages.filter((page) => !reached.includes(page))));
	hint(context, unseen === 0 ? null : `${unseen === 1 ? '1 open task is' : `${unseen} open tasks are`} on no page: assigned to nobody, or to a user who is not active. CRM Record → Record → Find shows tasks by their assigned user.`);
	hint(context, isPublic(address) ? null : `The links lead to ${new URL(address).origin}, which only people in your own network reach. If salespeople open them elsewhere, set WEBHOOK_URL on your n8n, or Public Address in Options.`);
	return outcome(reached.map((page) => itemOf(page, address)));
}

function itemOf({ user, counts, token, validUntil }: TasksPageOf, address: string): IDataObject {
	return { ...user, tasks: { open: total(counts), ...counts }, url: `${address}?t=${token}`, url_valid_until: new Date(validUntil).toISOString() };
}

/** @throws EngineError where there is no page, or none that anybody else could open */
function pageAddress(path: string | null, origin: string | null, testMode: boolean): string {
	if (path === null) throw new EngineError('not-found', 'No tasks page is published.', 'Publish the workflow "09 My tasks", or another one with a CRM Tasks Page node, then run this again.');
	if (origin !== null && (testMode || !isLoopback(origin))) return `${origin}${path}`;
	throw new EngineError(
		'not-allowed',
		`The tasks page's address, ${origin ?? 'unknown'}, leads nowhere but to this machine: nobody else could open the links.`,
		'Set WEBHOOK_URL on your n8n (or Public Address in Options) to the address people reach it by. To try things out on this machine, turn on Test Mode in Options.',
	);
}

function originFor(context: IExecuteFunctions, options: Readonly<Record<string, unknown>>): string | null {
	const given = textOf(options['publicAddress']);
	return given === null ? ownOrigin(context) : originOf(given);
}

/** @throws EngineError for what is no id */
function idsOf(value: unknown): number[] {
	return listedIn(value).flatMap((one) => {
		const text = textOf(one);
		if (text === null) return [];
		const id = Number(text);
		if (Number.isSafeInteger(id) && id > 0) return [id];
		throw new EngineError('invalid-input', `Users: "${text.slice(0, 60)}" is no ID.`, 'Choose users from the list, or give their IDs, which are numbers.');
	});
}

const MOST_NAMED = 5;

function unreached(pages: readonly TasksPageOf[]): string | null {
	if (pages.length === 0) return null;
	const names = pages.slice(0, MOST_NAMED).map(({ user }) => user.name ?? `#${user.id}`).join(', ');
	return `${pages.length === 1 ? '1 user with open tasks has' : `${pages.length} users with open tasks have`} no email address, and got no item: ${names}${pages.length > MOST_NAMED ? ' …' : ''}. Give them one, or turn on Include Users Without Email.`;
}

function hint(context: IExecuteFunctions, message: string | null): void {
	if (message !== null) context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
