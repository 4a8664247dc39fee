import type { IExecuteFunctions, ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { EngineError } from '../../../engine/EngineError';
import { DEFINITIONS } from '../../../engine/records/catalogue/definitions';
import { isKind, KINDS, type Kind } from '../../../engine/records/kinds';

/** Kinds as a drop-down offers them. */
export function kindOptions(kinds: readonly Kind[] = KINDS): INodePropertyOptions[] {
	return kinds.map((kind) => ({ name: DEFINITIONS[kind].label, value: kind })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Which kind of record an operation is about. */
export function kindProperty(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Kind',
		name: 'kind',
		type: 'options',
		options: kindOptions(),
		default: 'contact',
		description: 'The kind of record',
		...more,
	};
}

/** @throws EngineError for what is no kind */
export function readKind(context: IExecuteFunctions, index: number): Kind {
	return asKind(context.getNodeParameter('kind', index));
}

/** The kind chosen so far, for filling drop-downs. */
export function chosenKind(context: ILoadOptionsFunctions): Kind {
	return asKind(context.getNodeParameter('kind', 'contact'));
}

export function asKind(value: unknown): Kind {
	if (typeof value === 'string' && isKind(value)) return value;
	throw new EngineError('invalid-input', `There is no kind of record "${String(value)}".`, `Use one of: ${KINDS.join(', ')}.`);
}
