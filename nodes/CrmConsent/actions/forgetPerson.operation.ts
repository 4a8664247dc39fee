import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { finishForgetting, forgetPerson, previewForgetting, type Forgotten, type ForgetOptions } from '../../../engine/consent/forgetPerson';
import type { ForgetInput } from '../../../engine/consent/forgetSteps';
import type { FileErasure } from '../../../engine/consent/eraseFromFile';
import { nodeStore } from '../../shared/nodeStore';
import type { OperationCall, OperationOutcome } from '../../shared/NodeOperation';
import { objectOf } from '../../shared/parameters';
import { runPerItem } from '../../shared/runPerItem';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { openErasers } from './services';
import { readPerson } from './subject';

const show = { operation: ['forgetPerson'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: true,
		description: 'Whether to only tell what would go and what would remain, and change nothing. What is forgotten can\'t be brought back.',
		displayOptions: { show },
	},
	{
		displayName: 'Also in the Services',
		name: 'alsoInServices',
		type: 'boolean',
		default: false,
		description: 'Whether SendGrid and Brevo are to erase the person too, each where its credential is chosen in this node. Where none is chosen, the result lists the service among the places where data remain.',
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'forgetOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Accounts With This Address',
				name: 'accounts',
				type: 'options',
				options: [
					{ name: 'Forget Too', value: 'forget', description: 'The account is the person, such as a sole trader' },
					{ name: 'Keep Without the Address', value: 'keepWithoutAddress', description: 'The account is a company: only the address goes' },
				],
				default: 'keepWithoutAddress',
			},
			{
				displayName: 'Take Address Out of Other Texts',
				name: 'searchTexts',
				type: 'boolean',
				default: true,
				description: 'Whether to look for the address in notes and other texts about others too, and take it out of them. Reads the whole store once per person.',
			},
		],
	},
];

/** Forgets each item's person; what deleted rows left in a SQLite file goes once, after all of them. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	let forgot = false;
	const outputs = await runPerItem(context, {
		run: async (call) => {
			const dry = context.getNodeParameter('dryRun', call.index, true) !== false;
			forgot ||= !dry;
			return dry ? await preview(call) : await forget(call);
		},
	});
	if (forgot) addFileHint(context, await finishForgetting(await nodeStore(context)));
	return outputs;
}

async function preview({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const { input, options } = await readParameters(context, index);
	const { plan, ...found } = await previewForgetting(store, input, options);
	const json: IDataObject = {
		dryRun: true,
		forgotten: false,
		address: plan.person.addressKey,
		records: plan.records.map(({ kind, id, name }) => ({ kind, id, name })),
		...outcomeJson(found),
		wouldAsk: options.erasers.map(({ service }) => service),
	};
	return { outputs: [[{ json }]], did: 'would be forgotten' };
}

async function forget({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	onlyByPerson(context, 'An AI agent may not forget a person.', 'Leave Dry Run on, and have a person do it.');
	const { input, options } = await readParameters(context, index);
	const done = await forgetPerson(store, input, options);
	// Without the address: the execution would keep it.
	return { outputs: [[{ json: { dryRun: false, forgotten: true, ...outcomeJson(done) } }]], did: 'forgotten' };
}

async function readParameters(context: IExecuteFunctions, index: number): Promise<{ input: ForgetInput; options: ForgetOptions }> {
	const chosen = objectOf(context.getNodeParameter('forgetOptions', index, {}));
	return {
		input: { asked: readPerson(context, index), accounts: chosen['accounts'] === 'forget' ? 'forget' : 'keepWithoutAddress' },
		options: { erasers: await chosenErasers(context, index), searchTexts: chosen['searchTexts'] !== false },
	};
}

async function chosenErasers(context: IExecuteFunctions, index: number): Promise<ForgetOptions['erasers']> {
	if (context.getNodeParameter('alsoInServices', index, false) !== true) return [];
	const erasers = await openErasers(context);
	if (erasers.length === 0) {
		context.addExecutionHints({
			message: `Item ${index}: no service is asked, because no credential is chosen. Choose the SendGrid or the Brevo credential in this node, or both; what remains there is listed.`,
			type: 'warning',
			location: 'outputPane',
		});
	}
	return erasers;
}

function outcomeJson(done: Omit<Forgotten, 'services'> & Partial<Pick<Forgotten, 'services'>>): IDataObject {
	return {
		counts: { ...done.counts },
		mentions: { ...done.mentions },
		accountsKeptWithoutAddress: done.accountsKept,
		services: (done.services ?? []).map(({ service, outcome }) => ({ service, ...outcome })),
		remains: done.remains.map((one) => ({ ...one })),
	};
}

function addFileHint(context: IExecuteFunctions, erased: FileErasure): void {
	switch (erased.kind) {
		case 'gone':
			return context.addExecutionHints({ message: 'Also gone from the store\'s file and its journal.', location: 'outputPane' });
		case 'by vacuum':
			return context.addExecutionHints({ message: 'PostgreSQL keeps deleted rows in its files until VACUUM.', location: 'outputPane' });
		case 'journal kept':
			return context.addExecutionHints({
				message: 'Another process is reading the store: its journal (-wal) still holds what was deleted. Run this again later.',
				type: 'warning',
				location: 'outputPane',
			});
	}
}
