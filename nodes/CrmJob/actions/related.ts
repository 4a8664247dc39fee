import type { IExecuteFunctions, INodePropertyOptions, INodeProperties } from 'n8n-workflow';

import { isRelatedKind, RELATED_KINDS, type RelatedChoice, type RelatedKind } from '../../../engine/jobs/Job';
import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';

/** Related kinds as a list offers them. */
export const relatedOptions: INodePropertyOptions[] = RELATED_KINDS.map((kind) => ({ name: DEFINITIONS[kind].labelPlural, value: kind })).sort((a, b) => a.name.localeCompare(b.name));

/** Whether what hangs on an account's contacts counts as the account's. */
export function throughContacts(show: NonNullable<INodeProperties['displayOptions']>['show'], example: string): INodeProperties {
	return {
		displayName: 'Through Contacts',
		name: 'throughContacts',
		type: 'boolean',
		default: true,
		description: `Whether to include what hangs on an account only through one of its contacts, such as ${example}`,
		displayOptions: { show },
	};
}

export function readChoice(context: IExecuteFunctions, options: Readonly<Record<string, unknown>>, index: number): RelatedChoice {
	return { throughContacts: context.getNodeParameter('throughContacts', index, true) !== false, onlyOpen: options['onlyOpen'] === true };
}

/** @throws EngineError for what is no kind of related record */
export function asRelatedKind(value: unknown): RelatedKind {
	if (typeof value === 'string' && isRelatedKind(value)) return value;
	throw new EngineError('invalid-input', `"${String(value)}" is no kind of related record.`, `Use one of: ${[...RELATED_KINDS].sort().join(', ')}.`);
}
