import type { INodeProperties } from 'n8n-workflow';

import { EngineError } from '../../../../engine/EngineError';
import { mergeFields, MERGE_GROUPS, type MergeFields } from '../../../../engine/messages/mergeFields';
import { compileTemplate, type CompiledTemplate } from '../../../../engine/messages/templates/compileTemplate';
import { getRecord } from '../../../../engine/records/selectRecords';
import { locator } from '../../../shared/locators';
import type { OperationCall } from '../../../shared/NodeOperation';
import { requiredId } from '../../../shared/parameters';

export function templateProperty(operations: string[]): INodeProperties {
	return locator('template', 'Template', 'searchTemplates', {
		required: true,
		displayOptions: { show: { resource: ['template'], operation: operations } },
	});
}

export interface ReadTemplate {
	readonly id: number;
	readonly name: string | null;
	readonly compiled: CompiledTemplate;
}

/**
 * The template chosen for this item, ready to be filled in.
 * @throws EngineError where it has no subject or HTML, doesn't parse, or names a field there isn't
 */
export async function templateOf(call: OperationCall): Promise<ReadTemplate> {
	const id = requiredId(call.context.getNodeParameter('template', call.index), 'Template');
	const template = await call.store.run(getRecord, { kind: 'template', id });
	const compiled = compileTemplate(
		{ subject: part(template, 'subject', 'Subject'), html: part(template, 'html', 'HTML'), text: textIn(template, 'text') },
		mergeFields(await call.catalogue()),
	);
	return { id, name: template.name, compiled };
}

/** `recipient.first_name`, as templates write it. */
export function fieldNames(fields: MergeFields): string[] {
	return MERGE_GROUPS.flatMap((group) => fields[group].map((name) => `${group}.${name}`));
}

function part(template: Readonly<Record<string, unknown>>, name: string, label: string): string {
	const text = textIn(template, name);
	if (text !== null) return text;
	throw new EngineError('invalid-input', `The template "${String(template['name'])}" has no ${label}.`, 'Give it one with CRM Record → Template → Create or Update.');
}

function textIn(template: Readonly<Record<string, unknown>>, name: string): string | null {
	const value = template[name];
	return typeof value === 'string' ? value : null;
}
