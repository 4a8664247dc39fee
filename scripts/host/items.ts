import { extname } from 'node:path';

import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

/** A file to hang on an item, as an upload or a download would leave it. */
export interface FileContent {
	readonly name: string;
	readonly mimeType: string;
	readonly content: Buffer | string;
}

/** Items from plain objects. */
export function itemsOf(...objects: readonly IDataObject[]): INodeExecutionData[] {
	return objects.map((json) => ({ json }));
}

/** An item with files, by binary property name; the content is kept in memory. */
export function itemWithFiles(json: IDataObject, files: Readonly<Record<string, FileContent>>): INodeExecutionData {
	const binary = Object.fromEntries(Object.entries(files).map(([property, file]) => [property, binaryOf(file)]));
	return { json, binary };
}

/** The content of an item's file. Throws when the item carries none under that property. */
export function fileContent(item: INodeExecutionData, property: string): Buffer {
	const binary = item.binary?.[property];
	if (!binary) throw new Error(`The item carries no file "${property}"; it has ${Object.keys(item.binary ?? {}).join(', ') || 'no files'}.`);
	return Buffer.from(binary.data, 'base64');
}

function binaryOf({ name, mimeType, content }: FileContent): IBinaryData {
	const buffer = Buffer.from(content);
	return { data: buffer.toString('base64'), mimeType, fileName: name, fileExtension: extname(name).slice(1), bytes: buffer.length };
}
