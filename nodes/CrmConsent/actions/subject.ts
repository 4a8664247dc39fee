import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { PersonAsked } from '../../../engine/consent/findPerson';
import { EngineError } from '../../../engine/EngineError';
import { isRecipientKind, type RecipientKind } from '../../../engine/records/kinds';
import { requiredId, textOf, textParameter } from '../../shared/parameters';

/** Whom a decision is about. */
export interface Subject {
	readonly address: string | null;
	readonly record: { readonly kind: RecipientKind; readonly id: number } | null;
	readonly withItsAddress: boolean;
}

/** Operations about an address, a record, or both. */
const DECISIONS = ['lift', 'set'];
/** Operations about a person: an address and all records with it. */
const PERSONS = ['exportPerson', 'forgetPerson', 'history'];
/** Operations about an address only. */
const ADDRESSES = ['allowAgain'];

export const subjectProperties: INodeProperties[] = [
	{
		displayName: 'Of',
		name: 'subject',
		type: 'options',
		options: [
			{ name: 'Email Address', value: 'address', description: 'Every record with that address' },
			{ name: 'Record', value: 'record', description: 'Only that record, whatever its address' },
			{ name: 'Record and Its Address', value: 'both', description: 'That record, and every record with the address it has now' },
		],
		default: 'address',
		displayOptions: { show: { operation: DECISIONS } },
	},
	{
		displayName: 'Person By',
		name: 'personBy',
		type: 'options',
		options: [
			{ name: 'Email Address', value: 'address', description: 'The address, and every record with it' },
			{ name: 'Record', value: 'record', description: 'A record, the address it has now, and every record with that address' },
		],
		default: 'address',
		displayOptions: { show: { operation: PERSONS } },
	},
	email({ operation: DECISIONS, subject: ['address'] }),
	email({ operation: PERSONS, personBy: ['address'] }),
	email({ operation: ADDRESSES }),
	kind({ operation: DECISIONS, subject: ['both', 'record'] }),
	kind({ operation: PERSONS, personBy: ['record'] }),
	recordId({ operation: DECISIONS, subject: ['both', 'record'] }),
	recordId({ operation: PERSONS, personBy: ['record'] }),
];

function email(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Email',
		name: 'email',
		type: 'string',
		placeholder: 'name@email.com',
		required: true,
		default: '={{ $json.email }}',
		displayOptions: { show },
	};
}

function kind(show: Record<string, string[]>): INodeProperties {
	return {
		displayName: 'Kind',
		name: 'recordKind',
		type: 'options',
		options: [
			{ name: 'Account', value: 'account' },
			{ name: 'Contact', value: 'contact' },
			{ name: 'Lead', value: 'lead' },
		],
		default: 'contact',
		displayOptions: { show },
	};
}

function recordId(show: Record<string, string[]>): INodeProperties {
	return { displayName: 'Record ID', name: 'recordId', type: 'string', required: true, default: '={{ $json.id }}', displayOptions: { show } };
}

/** @throws EngineError for an empty address, a kind that is not emailed, or an ID that is none */
export function readSubject(context: IExecuteFunctions, index: number): Subject {
	const subject = context.getNodeParameter('subject', index);
	if (subject === 'address') return { address: readEmail(context, index), record: null, withItsAddress: false };
	return { address: null, record: readRecord(context, index), withItsAddress: subject === 'both' };
}

/** @throws EngineError as `readSubject` does */
export function readPerson(context: IExecuteFunctions, index: number): PersonAsked {
	if (context.getNodeParameter('personBy', index) === 'record') return { by: 'record', ...readRecord(context, index) };
	return { by: 'address', address: readEmail(context, index) };
}

/** @throws EngineError for an empty address */
export function readEmail(context: IExecuteFunctions, index: number): string {
	const address = textOf(context.getNodeParameter('email', index));
	if (address !== null) return address;
	throw new EngineError('invalid-input', 'Email is empty.', 'Give an address, such as {{ $json.email }}.');
}

function readRecord(context: IExecuteFunctions, index: number): { kind: RecipientKind; id: number } {
	const recordKind = textParameter(context, 'recordKind', index);
	if (!isRecipientKind(recordKind)) {
		throw new EngineError('invalid-input', `Records of kind "${recordKind}" are not emailed.`, 'Use contact, lead or account.');
	}
	return { kind: recordKind, id: requiredId(context.getNodeParameter('recordId', index), 'Record ID') };
}

/** An instant as items show it. */
export function shownInstant(instant: number): string {
	return new Date(instant).toISOString();
}

/** A record as items show it. */
export function shownRecord(record: { readonly kind: string; readonly id: number } | null): IDataObject | null {
	return record === null ? null : { kind: record.kind, id: record.id };
}
