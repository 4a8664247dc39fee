import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { listSearch } from '../shared/locators';
import { runOnce } from '../shared/runOnce';
import { crmStoreTest } from '../shared/storeTest';
import * as deliver from './actions/deliver.operation';
import * as getUnmatched from './actions/getUnmatched.operation';
import * as log from './actions/log.operation';
import * as queueAgain from './actions/queueAgain.operation';
import * as readBounces from './actions/readBounces.operation';
import * as sendTest from './actions/sendTest.operation';
import * as settleUncertain from './actions/settleUncertain.operation';

const OPERATIONS = {
	deliver: deliver.execute,
	getUnmatched: getUnmatched.execute,
	log: log.execute,
	queueAgain: queueAgain.execute,
	readBounces: readBounces.execute,
	sendTest: sendTest.execute,
	settleUncertain: settleUncertain.execute,
} as const;

/** Delivers queued messages, and writes down what other nodes sent. */
export class CampaignEmail implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Campaign Email',
		name: 'campaignEmail',
		icon: { light: 'file:campaignEmail.svg', dark: 'file:campaignEmail.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ { deliver: "deliver messages", getUnmatched: "get unmatched events", log: "log email / SMS", queueAgain: "queue failed again", readBounces: "read bounce mails", sendTest: "send test", settleUncertain: "settle uncertain" }[$parameter["operation"]] }}',
		description: 'Deliver the messages of a campaign by a mail server, SendGrid or Brevo, nobody twice',
		defaults: { name: 'Campaign Email' },
		// Mail leaves here: no tool for an AI agent.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'smtp', required: true, displayOptions: { show: { operation: ['deliver', 'sendTest'], service: ['smtp'] } } },
			{ name: 'crmSendGridApi', required: true, displayOptions: { show: { operation: ['deliver', 'sendTest'], service: ['sendgrid'] } } },
			{ name: 'crmBrevoApi', required: true, displayOptions: { show: { operation: ['deliver', 'sendTest'], service: ['brevo'] } } },
			{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Delivery', value: 'delivery', description: 'Messages of campaigns on their way out' },
					{ name: 'Other Mail', value: 'otherMail', description: 'What other nodes sent, and what came back' },
				],
				default: 'delivery',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['delivery'] } },
				options: [
					{
						name: 'Deliver',
						value: 'deliver',
						description: 'Send the messages that are queued',
						action: 'Deliver messages',
					},
					{
						name: 'Queue Failed Again',
						value: 'queueAgain',
						description: 'Put failed messages back into the queue',
						action: 'Queue failed messages again',
					},
					{
						name: 'Send Test',
						value: 'sendTest',
						description: 'Send a template to yourself, filled in with the data of a record',
						action: 'Send a test',
					},
					{
						name: 'Settle Uncertain',
						value: 'settleUncertain',
						description: 'Decide what became of messages whose answer was lost',
						action: 'Settle uncertain messages',
					},
				],
				default: 'deliver',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['otherMail'] } },
				options: [
					{
						name: 'Get Unmatched Events',
						value: 'getUnmatched',
						description: 'See which events changed no message, how many, and why: their message is not there yet, nobody knows their kind, they can\'t be read',
						action: 'Get unmatched events',
					},
					{
						name: 'Log Email / SMS',
						value: 'log',
						description: 'Write down what another node sent as messages of its recipients',
						action: 'Log an email or SMS',
					},
					{
						name: 'Read Bounce Mails',
						value: 'readBounces',
						description: 'Write down what mails that came back say: bounced, delayed, reported as spam',
						action: 'Read bounce mails',
					},
				],
				default: 'log',
			},
			...deliver.description,
			...getUnmatched.description,
			...log.description,
			...queueAgain.description,
			...readBounces.description,
			...sendTest.description,
			...settleUncertain.description,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOnce(this, OPERATIONS);
	}
}
