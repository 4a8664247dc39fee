import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { INode } from 'n8n-workflow';

import { textOf } from '../../nodes/shared/parameters';
import { createHost, PACKAGE_NAME, projectRoot, readWorkflow, type Host, type WorkflowJson } from '../harness';
import { unknownParameters } from './unknownParameters';

const FOLDER = join(projectRoot(), 'workflows');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json')).sort();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STICKY = 'n8n-nodes-base.stickyNote';
const MANUAL = 'n8n-nodes-base.manualTrigger';
const SCHEDULE = 'n8n-nodes-base.scheduleTrigger';
const FORM = 'n8n-nodes-base.formTrigger';

const workflows = FILES.map((file): [string, WorkflowJson] => [file, readWorkflow(join(FOLDER, file))]);
const ofType = ({ nodes }: WorkflowJson, type: string) => nodes.filter((node) => node.type === type);

describe('the shipped workflows as they lie in their folder', () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'crm-structure-'));
	let host: Host;

	beforeAll(async () => {
		host = await createHost({ userFolder });
	});

	afterAll(async () => {
		await host.close();
		rmSync(userFolder, { recursive: true });
	});

	const isTrigger = ({ type, typeVersion }: INode) => host.nodeTypes.find(type, typeVersion)?.description.group.includes('trigger') ?? false;

	test('every one is listed in the folder\'s README', () => {
		const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
		expect(FILES.filter((file) => !readme.includes(`\`${file}\``))).toEqual([]);
		expect(FILES.length).toBeGreaterThan(0);
	});

	test('ids are stable and unique over all of them', () => {
		const ids = workflows.flatMap(([, { id, nodes }]) => [id, ...nodes.map((node) => node.id)]);
		expect(new Set(ids).size).toBe(ids.length);
		const webhookIds = workflows.flatMap(([, { nodes }]) => nodes.flatMap(({ webhookId }) => webhookId ?? []));
		expect(new Set(webhookIds).size).toBe(webhookIds.length);
	});

	describe.each(workflows)('%s', (file, workflow) => {
		test('is numbered as its file, inactive, with ids and without anybody\'s data', () => {
			const [number] = file.split('-');
			expect(workflow).toMatchObject({ id: `crmCampaigns${number}`, name: expect.stringMatching(new RegExp(`^${number} `)), active: false, settings: { executionOrder: 'v1' } });
			expect(workflow.pinData ?? {}).toEqual({});
			expect(workflow.nodes.filter(({ id }) => !UUID.test(id))).toEqual([]);
		});

		test('names no credential, and has no Code node', () => {
			expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
			expect(workflow.nodes.filter(({ type }) => /\.(code|function|functionItem)$/.test(type))).toEqual([]);
		});

		test('has one overview that tells the set-up, and a note for each section', () => {
			const notes = ofType(workflow, STICKY);
			const overviews = notes.filter(({ name }) => name === 'Overview');
			expect(overviews).toHaveLength(1);
			expect(overviews[0]?.parameters['content']).toMatch(/^## .*\*\*Setup\*\*/s);
			const sections = notes.filter(({ name }) => name !== 'Overview');
			expect(sections.length).toBeGreaterThan(0);
			expect(sections.filter(({ name, parameters }) => !name.startsWith('Section: ') || !/^### /.test(textOf(parameters['content']) ?? ''))).toEqual([]);
		});

		test('every node lies on a note of its own section, or beside the overview', () => {
			const notes = ofType(workflow, STICKY);
			const besideOverview = new Set([MANUAL, SCHEDULE, FORM]);
			const loose = workflow.nodes.filter((node) => node.type !== STICKY && !besideOverview.has(node.type) && !notes.some((note) => liesOn(node, note)));
			expect(loose.map(({ name }) => name)).toEqual([]);
		});

		test('has a manual trigger beside each schedule, that starts the same', () => {
			const starts = (node: INode) => JSON.stringify(workflow.connections[node.name]);
			for (const schedule of ofType(workflow, SCHEDULE)) {
				expect(ofType(workflow, MANUAL).map(starts)).toContain(starts(schedule));
			}
		});

		test('what others call has an address that stays the same', () => {
			const called = workflow.nodes.filter((node) => host.nodeTypes.find(node.type, node.typeVersion)?.description.webhooks !== undefined);
			for (const node of called) expect(node.webhookId).toMatch(UUID);
		});

		test('can be published as it is: a trigger that needs a credential is off, but where nothing else starts the workflow', () => {
			const triggers = workflow.nodes.filter((node) => isTrigger(node) && node.disabled !== true);
			const needs = triggers.filter(({ type, typeVersion, parameters }) => {
				const credentials = host.nodeTypes.find(type, typeVersion)?.description.credentials ?? [];
				return credentials.some(({ required, displayOptions }) => required === true && Object.entries(displayOptions?.show ?? {}).every(([name, values]) => (values as unknown[] | undefined)?.includes(parameters[name])));
			});
			expect(triggers.length).toBeGreaterThan(0);
			expect(needs.length === 0 || triggers.length === 1).toBe(true);
		});

		test('knows every node type, with the package\'s name before its own', () => {
			const unknown = workflow.nodes.filter(({ type, typeVersion }) => host.nodeTypes.find(type, typeVersion) === undefined);
			expect(unknown.map(({ type }) => type)).toEqual([]);
			expect(workflow.nodes.filter(({ type }) => !type.startsWith('n8n-nodes-base.') && !type.startsWith(`${PACKAGE_NAME}.`))).toEqual([]);
		});

		test('names only parameters that its nodes have, and values that they offer', () => {
			const problems = workflow.nodes.flatMap((node) => {
				const description = host.nodeTypes.find(node.type, node.typeVersion)?.description;
				return description ? unknownParameters(node, description) : [];
			});
			expect(problems).toEqual([]);
		});

		test('every connection leads to a node that is there, and every node is reached', () => {
			const names = new Set(workflow.nodes.map(({ name }) => name));
			const targets = Object.values(workflow.connections).flatMap(({ main }) => (main ?? []).flatMap((output) => (output ?? []).map(({ node }) => node)));
			expect([...Object.keys(workflow.connections), ...targets].filter((name) => !names.has(name))).toEqual([]);
			const reached = new Set(targets);
			const lost = workflow.nodes.filter((node) => node.type !== STICKY && !isTrigger(node) && !reached.has(node.name));
			expect(lost.map(({ name }) => name)).toEqual([]);
		});
	});
});

function liesOn(node: INode, note: INode): boolean {
	const [x, y] = node.position;
	const [left, top] = note.position;
	return x >= left && y >= top && x < left + Number(note.parameters['width']) && y < top + Number(note.parameters['height']);
}
