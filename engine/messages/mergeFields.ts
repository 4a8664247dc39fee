import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import type { Kind } from '../records/kinds';

/** The groups of merge fields a template may use, and the names in each. */
export interface MergeFields {
	readonly recipient: readonly string[];
	readonly account: readonly string[];
	readonly campaign: readonly string[];
	readonly sender: readonly string[];
}

export type MergeGroup = keyof MergeFields;

export const MERGE_GROUPS: readonly MergeGroup[] = ['recipient', 'account', 'campaign', 'sender'];

/** Which kinds of record stand behind a group: a recipient is a contact, a lead or an account. */
export const MERGE_KINDS: Readonly<Record<MergeGroup, readonly Kind[]>> = {
	recipient: ['contact', 'lead', 'account'],
	account: ['account'],
	campaign: ['campaign'],
	sender: ['user'],
};

/** Every merge field of this store: the fields of the kinds behind each group, custom ones included. */
export function mergeFields(catalogue: Catalogue): MergeFields {
	const names = (group: MergeGroup) => [
		...new Set(MERGE_KINDS[group].flatMap((kind) => catalogue.kind(kind).fields.filter(isMergeable).map((field) => field.name))),
	];
	return { recipient: names('recipient'), account: names('account'), campaign: names('campaign'), sender: names('sender') };
}

/** What has a text of its own: no references, and nothing about consent. */
export function isMergeable(field: Field): boolean {
	return field.type !== 'reference' && field.storage.kind !== 'consent';
}
