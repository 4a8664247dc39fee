import { Readable } from 'node:stream';

import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { beginExport, exportParts, type ExportHead, type ExportPart } from '../../../engine/consent/exportPerson';
import type { OperationCall, OperationOutcome } from '../../shared/NodeOperation';
import { textParameter } from '../../shared/parameters';
import { onlyByPerson } from '../../shared/onlyByPerson';
import { readPerson, shownInstant } from './subject';

const show = { operation: ['exportPerson'] };

export const description: INodeProperties[] = [
	{
		displayName: 'As a File',
		name: 'asFile',
		type: 'boolean',
		default: false,
		description: 'Whether to put the data into a JSON file instead of the item itself: for sending it to the person, and for people with many messages',
		displayOptions: { show },
	},
	{
		displayName: 'Put File in Field',
		name: 'binaryField',
		type: 'string',
		requiresDataPath: 'single',
		default: 'data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { ...show, asFile: [true] } },
	},
];

/** All that is held about a person, as one item, or as a file with a summary. Only for people. */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { context, store, index } = call;
	onlyByPerson(context, 'An AI agent may not take out all that is held about a person.', 'Have a person run Export Person.');
	const head = await beginExport(store, readPerson(context, index));
	const found = head.person.records.length;
	context.addExecutionHints({
		message: found === 0 ? `Item ${index}: no record has this address; what else is held is listed.` : `Item ${index}: found in ${found} ${found === 1 ? 'record' : 'records'}.`,
		location: 'outputPane',
	});
	if (context.getNodeParameter('asFile', index, false) !== true) {
		const data: Record<string, IDataObject[]> = {};
		for await (const { section, rows } of exportParts(store, head)) {
			const list = (data[section] ??= []);
			for (const row of rows) list.push({ ...row });
		}
		return { outputs: [[{ json: { ...headJson(head), ...data } }]], did: 'exported' };
	}
	const counts: Record<string, number> = {};
	const text = jsonText(head, counted(exportParts(store, head), counts));
	const field = textParameter(context, 'binaryField', index) || 'data';
	const file = await context.helpers.prepareBinaryData(Readable.from(asBytes(text), { objectMode: false }), 'person.json', 'application/json');
	return { outputs: [[{ json: { ...headJson(head), counts }, binary: { [field]: file } }]], did: 'exported' };
}

function headJson({ person, forgottenSince, now }: ExportHead): IDataObject {
	return {
		exportedAt: shownInstant(now),
		address: person.addressKey,
		otherAddresses: [...person.otherAddresses],
		foundIn: [
			...person.records.map(({ kind, id, name }) => ({ kind, id, name })),
			...person.users.map(({ id, name }) => ({ kind: 'user', id, name })),
		],
		forgottenSince: forgottenSince === null ? null : shownInstant(forgottenSince),
	};
}

async function* counted(parts: AsyncIterable<ExportPart>, counts: Record<string, number>): AsyncGenerator<ExportPart> {
	for await (const part of parts) {
		counts[part.section] = (counts[part.section] ?? 0) + part.rows.length;
		yield part;
	}
}

/** n8n gathers streams of bytes, not of texts. */
async function* asBytes(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
	for await (const text of texts) if (text !== '') yield Buffer.from(text);
}

/** The same as the item would hold, written as it is read. */
async function* jsonText(head: ExportHead, parts: AsyncIterable<ExportPart>): AsyncGenerator<string> {
	const [opening] = JSON.stringify(headJson(head), null, '\t').split(/\n\}$/);
	yield opening ?? '{';
	let section: string | null = null;
	for await (const part of parts) {
		if (part.section !== section) yield `${section === null ? '' : '\n\t]'},\n\t${JSON.stringify(part.section)}: [`;
		const begun = part.section === section;
		section = part.section;
		yield part.rows.map((row, at) => `${begun || at > 0 ? ',' : ''}\n\t\t${JSON.stringify(row)}`).join('');
	}
	yield `${section === null ? '' : '\n\t]'}\n}\n`;
}
