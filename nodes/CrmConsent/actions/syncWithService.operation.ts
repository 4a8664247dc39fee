import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { syncWithService, type SyncResult } from '../../../engine/consent/services/syncWithService';
import type { SuppressionService } from '../../../engine/consent/services/SuppressionService';
import { EngineError } from '../../../engine/EngineError';
import { normaliseAddress } from '../../../engine/records/emailAddress';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf, objectOf, textOf } from '../../shared/parameters';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { openSuppressions, type SyncedService } from './services';
import { syncHints, syncJson, syncSummary } from './syncResult';

const show = { operation: ['syncWithService'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Service',
		name: 'service',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Brevo', value: 'brevo', description: 'Blocked contacts and unsubscribes, and the events its webhook lost' },
			{ name: 'SendGrid', value: 'sendgrid', description: 'Unsubscribes, suppression groups, spam reports, bounces, invalid addresses' },
		],
		default: 'sendgrid',
		displayOptions: { show },
	},
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		options: [
			{ name: 'Both Ways', value: 'both', description: 'First from the service, then to it' },
			{ name: 'From the Service', value: 'pull', description: 'Who unsubscribed, complained or bounced there may not be emailed here any more' },
			{ name: 'To the Service', value: 'push', description: 'Who said no here is not mailed by the service any more. Only addresses are sent.' },
		],
		default: 'both',
		displayOptions: { show },
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description: 'Whether to only read, tell what would be written down here and told there, and change nothing in either',
		displayOptions: { show },
	},
	{
		displayName: 'A lift is no lift elsewhere: neither does a service ever lift a no here, nor is a lift here told to a service. Take the address off its list there too.',
		name: 'liftNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'syncOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Block Mails From',
				name: 'blockSenders',
				type: 'string',
				default: '',
				placeholder: 'e.g. news@example.com, sales@example.com',
				description: 'Addresses you send from by Brevo, separated by commas: their transactional mails are blocked too. Otherwise a no blocks Brevo\'s campaigns only.',
				displayOptions: { show: { '/service': ['brevo'] } },
			},
			{
				displayName: 'Start Over',
				name: 'startOver',
				type: 'boolean',
				default: false,
				description: 'Whether to read the service\'s lists from their beginning and tell it every no once more, for example after lists were edited there by hand',
			},
			{
				displayName: 'Stop After (Minutes)',
				name: 'maxMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1440 },
				default: 30,
				description: 'What is not done by then is done by the next run',
			},
		],
	},
];

const DIRECTIONS = ['both', 'pull', 'push'] as const;
const SERVICES = ['brevo', 'sendgrid'] as const;
const MINUTE = 60_000;

/** One service for all items. */
export function once(): boolean {
	return true;
}

/**
 * VM-19: brings the ledger and a service's suppressions in step.
 * @throws EngineError for what is wrong at the service, after all the rest is done; a rate limit only leaves work for later
 */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const dryRun = context.getNodeParameter('dryRun', index, false) === true;
	if (!dryRun) onlyByPerson(context, 'An AI agent may not sync consent with a service.', 'Turn Dry Run on, or leave this to a workflow that a person set up.');
	const direction = chosen(context, 'direction', DIRECTIONS, index);
	const options = objectOf(context.getNodeParameter('syncOptions', index, {}));
	const service = await openSuppressions(context, chosen<SyncedService>(context, 'service', SERVICES, index), addressesIn(textOf(options['blockSenders']) ?? ''));
	const minutes = numberOf(options['maxMinutes'], 'Stop After', { least: 1, most: 1_440 }) ?? 30;
	const begun = Date.now();
	const result = await syncWithService(store, service, direction, { dryRun, startOver: options['startOver'] === true, begun, deadline: begun + minutes * MINUTE, now: Date.now });
	failWhereBroken(service, result, dryRun);
	for (const hint of syncHints(service, result, dryRun)) context.addExecutionHints({ ...hint, location: 'outputPane' });
	return outcome([syncJson(service, result, direction, dryRun)]);
}

/** Somebody has to see to it: a schedule that always ends well would hide it for months. */
function failWhereBroken(service: SuppressionService, result: SyncResult, dryRun: boolean): void {
	const failures = result.stopped.flatMap(({ part, error }) => (error === null || error.details.retryAt !== undefined ? [] : [{ part, error }]));
	const [first] = failures;
	if (!first) return;
	const parts = failures.map(({ part }) => part).join(', ');
	throw new EngineError(
		first.error.code,
		`${first.error.message} Not done to the end: ${parts}. All else was done: ${syncSummary(service, result, dryRun)}.`,
		`${first.error.wayOut} What was read and told is stored: the next run goes on from there.`,
	);
}

function chosen<Value extends string>(context: IExecuteFunctions, name: string, values: readonly Value[], index: number): Value {
	const given: unknown = context.getNodeParameter(name, index, values[0]);
	const value = values.find((known) => known === given);
	if (value !== undefined) return value;
	throw new EngineError('invalid-input', `There is no ${name} "${typeof given === 'string' ? given : ''}".`, `Use one of ${values.join(', ')}.`);
}

/** @throws EngineError for what is no address */
function addressesIn(text: string): string[] {
	return text
		.split(',')
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.map((part) => {
			const address = normaliseAddress(part);
			if (address !== null) return address;
			throw new EngineError('invalid-input', `Block Mails From: "${part.slice(0, 100)}" is no email address.`, 'Give addresses separated by commas.');
		});
}

