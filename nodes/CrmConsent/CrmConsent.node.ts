import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { chosenOperation } from '../shared/chosenOperation';
import { listSearch } from '../shared/locators';
import type { NodeOperation } from '../shared/NodeOperation';
import { runPerItem } from '../shared/runPerItem';
import { crmStoreTest } from '../shared/storeTest';
import * as allowAgain from './actions/allowAgain.operation';
import * as check from './actions/check.operation';
import { scopeProperties } from './actions/decide';
import * as exportPerson from './actions/exportPerson.operation';
import * as forgetPerson from './actions/forgetPerson.operation';
import * as history from './actions/history.operation';
import * as lift from './actions/lift.operation';
import * as rotateLinkKeys from './actions/rotateLinkKeys.operation';
import * as set from './actions/set.operation';
import { subjectProperties } from './actions/subject';
import * as syncWithService from './actions/syncWithService.operation';

const OPERATIONS: Readonly<Record<string, NodeOperation>> = { allowAgain, exportPerson, history, lift, rotateLinkKeys, set, syncWithService };

/** Operations that sign in to a mail service. */
const SERVICE_OPERATIONS = { operation: ['forgetPerson', 'syncWithService'] };

/** Who may be emailed: asks the ledger, or writes into it; what is held about a person. */
export class CrmConsent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Consent',
		name: 'crmConsent',
		icon: { light: 'file:crmConsent.svg', dark: 'file:crmConsent.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ { allowAgain: "allow again", check: "check", exportPerson: "export person", forgetPerson: "forget person", history: "history", lift: "lift", rotateLinkKeys: "rotate keys of links", set: "set", syncWithService: "sync with " + ($parameter["service"] === "brevo" ? "Brevo" : "SendGrid") }[$parameter["operation"]] }}',
		description: 'Ask before you write: split items into may and may not be emailed, keep who said no, and answer for what is held about a person',
		defaults: { name: 'CRM Consent' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["operation"] === "check" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "May Be Emailed" }, { type: "${NodeConnectionTypes.Main}", displayName: "May Not" }] : [{ type: "${NodeConnectionTypes.Main}" }] }}`,
		credentials: [
			// Hidden by what is shown only for one of the two operations; none is needed to forget a person here.
			{ name: 'crmSendGridApi', required: false, displayOptions: { show: SERVICE_OPERATIONS, hide: { service: ['brevo'], alsoInServices: [false] } } },
			{ name: 'crmBrevoApi', required: false, displayOptions: { show: SERVICE_OPERATIONS, hide: { service: ['sendgrid'], alsoInServices: [false] } } },
			{ name: 'crmStoreApi', required: false, testedBy: 'crmStoreTest' },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Consent', value: 'consent' },
					{ name: 'Link Key', value: 'linkKey', description: 'What signs the links that mails carry' },
					{ name: 'Person', value: 'person' },
				],
				default: 'consent',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['person'] } },
				options: [
					{
						name: 'Allow Again',
						value: 'allowAgain',
						description: 'Undo that a person was forgotten, so that it can be written down and emailed again; needs a reason',
						action: 'Allow a forgotten person again',
					},
					{
						name: 'Export',
						value: 'exportPerson',
						description: 'Get everything that is held about a person, in all tables',
						action: 'Export a person',
					},
					{
						name: 'Forget',
						value: 'forgetPerson',
						description: 'Delete what is held about a person, keep the figures, and refuse the address from then on',
						action: 'Forget a person',
					},
				],
				default: 'exportPerson',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['linkKey'] } },
				options: [
					{
						name: 'Rotate',
						value: 'rotateLinkKeys',
						description: 'Sign new links with new keys, for when one may be known to others, or is old; links in mails that were sent go on working',
						action: 'Rotate the keys of links',
					},
				],
				default: 'rotateLinkKeys',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['consent'] } },
				options: [
					{
						name: 'Check',
						value: 'check',
						description: 'Split items into those that may and those that may not be emailed, with reasons',
						action: 'Check consent',
					},
					{
						name: 'History',
						value: 'history',
						description: 'Get all that was ever said about emailing a person: when, by whom, why, with what proof, and what stands now',
						action: 'Get the history of consent',
					},
					{
						name: 'Lift',
						value: 'lift',
						description: 'Write down that somebody may be emailed again; needs a reason',
						action: 'Lift a no',
					},
					{
						name: 'Set',
						value: 'set',
						description: 'Write down that somebody said no',
						action: 'Set a no',
					},
					{
						name: 'Sync With Service',
						value: 'syncWithService',
						description: 'Keep the noes here and the suppressions of SendGrid or Brevo in step, both ways',
						action: 'Sync consent with a mail service',
					},
				],
				default: 'check',
			},
			...check.description,
			...subjectProperties,
			...scopeProperties,
			...allowAgain.description,
			...exportPerson.description,
			...forgetPerson.description,
			...history.description,
			...lift.description,
			...rotateLinkKeys.description,
			...set.description,
			...syncWithService.description,
		],
	};

	methods = { credentialTest: { crmStoreTest }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const name = String(this.getNodeParameter('operation', 0));
		if (name === 'check') return await check.execute(this);
		if (name === 'forgetPerson') return await forgetPerson.execute(this);
		return await runPerItem(this, chosenOperation(this, OPERATIONS));
	}
}
