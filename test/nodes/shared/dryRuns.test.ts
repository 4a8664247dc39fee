import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { loadNodeCatalogue, type NodeCatalogue } from '../../../scripts/host/NodeCatalogue';
import { NodeHost } from './NodeHost';

/** Operations that change nothing but what they show: there is nothing to try out first. */
const READING: readonly string[] = [
	'campaignEmail/otherMail/getUnmatched',
	'campaignReport//createPage', 'campaignReport//getFigures',
	'crmConsent/consent/check', 'crmConsent/consent/history', 'crmConsent/person/exportPerson',
	'crmJob/job/getMany', 'crmJob/job/getResults',
	'crmRecord/calendar/createFile', 'crmRecord/customField/list', 'crmRecord/record/find', 'crmRecord/record/get', 'crmRecord/record/getRelated', 'crmRecord/savedFilter/get', 'crmRecord/savedFilter/list', 'crmRecord/template/check', 'crmRecord/template/preview',
	'crmSegment//count', 'crmSegment//returnRecords',
];

/** Operations that do without, and why nobody misses it. */
const WITHOUT: Readonly<Record<string, string>> = {
	'campaignEmail/otherMail/readBounces': 'Writes down what mails say that are there already; those that say nothing change nothing.',
	'campaignEmail/delivery/sendTest': 'Is itself the trial: one mail to oneself; Template → Preview shows it without sending.',
	'crmCampaign/campaign/saveCampaign': 'One campaign by its name; CRM Record → Create or Update has a dry run.',
	'crmConsent/person/allowAgain': 'One address, by a person, with a reason.',
	'crmJob/job/cancel': 'Stops one job; run it and it goes on.',
	'crmJob/job/delete': 'One job with its results; Get Results shows them.',
	'crmRecord/customField/create': 'An empty field, which can be deleted.',
	'crmRecord/record/recordEvent': 'One event of one message.',
	'crmRecord/savedFilter/delete': 'One filter; Get shows it.',
	'crmRecord/template/upsert': 'One template; Check and Preview try it out.',
	'crmRecord/user/getTasksPages': 'Gives links, and changes no record; End Older Links says what it ends.',
	'crmSegment//saveFilter': 'One filter; Count tells what it finds.',
	'crmSegment//search': 'A selection changes no record; Count tells the same without it.',
};

/** Whether a parameter is asked for by this operation; other conditions of its showing count as met. */
function isShown({ displayOptions }: INodeProperties, resource: string, operation: string): boolean {
	const { show, hide } = displayOptions ?? {};
	const meets = (condition: unknown, value: string) => !Array.isArray(condition) || condition.some((one) => one === value);
	return meets(show?.['resource'], resource) && meets(show?.['operation'], operation) && !(Array.isArray(hide?.['operation']) && meets(hide['operation'], operation));
}

function hasDryRun(properties: readonly INodeProperties[], resource: string, operation: string): boolean {
	return properties.some(
		(property) => isShown(property, resource, operation) && (property.name === 'dryRun' || (property.type === 'collection' && (property.options ?? []).some((option) => option.name === 'dryRun'))),
	);
}

function valuesOf(property: INodeProperties | undefined): string[] {
	return ((property?.options ?? []) as INodePropertyOptions[]).map(({ value }) => String(value));
}

describe('dry runs', () => {
	let nodes: NodeHost;
	let catalogue: NodeCatalogue;
	beforeAll(async () => {
		nodes = await NodeHost.create();
		catalogue = await loadNodeCatalogue();
	});
	afterAll(async () => {
		await nodes.close();
	});

	function operationsOf(type: string): { readonly name: string; readonly dryRun: boolean }[] {
		const { properties } = nodes.host.nodeTypes.getByNameAndVersion(type, 1).description;
		const node = type.slice(type.lastIndexOf('.') + 1);
		const resources = valuesOf(properties.find((property) => property.name === 'resource'));
		return (resources.length > 0 ? resources : ['']).flatMap((resource) =>
			properties
				.filter((property) => property.name === 'operation' && (resource === '' || isShown(property, resource, '')))
				.flatMap(valuesOf)
				.map((operation) => ({ name: `${node}/${resource}/${operation}`, dryRun: hasDryRun(properties, resource, operation) })),
		);
	}

	test('X-02 every operation that changes something can be tried out first, or says why nobody misses it; one that is added and not thought of fails here', () => {
		const all = catalogue.ownNodeTypes().flatMap(operationsOf);
		expect(all.length).toBeGreaterThan(35);
		const unthought = all.filter(({ name, dryRun }) => !dryRun && !READING.includes(name) && WITHOUT[name] === undefined);
		expect(unthought).toEqual([]);
		const excused = [...READING, ...Object.keys(WITHOUT)];
		expect(excused.filter((name) => !all.some((one) => one.name === name && !one.dryRun))).toEqual([]);
	});
});
