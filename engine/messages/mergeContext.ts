import { sql } from 'kysely';

import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field } from '../records/catalogue/Field';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { kindCode, kindOfCode, type Kind } from '../records/kinds';
import { customValue, readCustom } from '../records/recordValues';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { isMergeable, MERGE_GROUPS, MERGE_KINDS, type MergeFields, type MergeGroup } from './mergeFields';

/** Whose fields a message is filled with. Ids of records that are gone give empty fields. */
export interface MergeTarget {
	readonly recipientKind: number;
	readonly recipientId: number;
	readonly accountId: number | null;
	readonly campaignId: number;
	readonly senderId: number | null;
}

export type MergeValue = string | number | boolean | null | { readonly [name: string]: MergeValue };

/** What a template is rendered with. */
export type MergeContext = Readonly<Record<MergeGroup, Readonly<Record<string, MergeValue>>>>;

export interface MergeContextInput {
	readonly targets: readonly MergeTarget[];
	/** Only these are read. */
	readonly fields: MergeFields;
}

/** The contexts of a page of messages, in order: one statement per kind of record, however many messages. */
export const loadMergeContexts = defineTransaction(__filename, 'read', 'messages.mergeContexts', function* (tx, input: MergeContextInput) {
	const catalogue = yield* loadCatalogue(tx);
	const wanted: Record<MergeGroup, Map<string, Record<string, MergeValue>>> = {
		recipient: new Map(),
		account: new Map(),
		campaign: new Map(),
		sender: new Map(),
	};
	for (const group of MERGE_GROUPS) {
		if (input.fields[group].length === 0) continue;
		for (const kind of MERGE_KINDS[group]) {
			const ids = [...new Set(input.targets.flatMap((target) => idsOf(target, group, kind)))];
			const rows = yield* readFields(tx, catalogue, kind, ids, input.fields[group]);
			for (const [id, values] of rows) wanted[group].set(`${kind} ${id}`, values);
		}
	}
	const found = (group: MergeGroup, kind: Kind, id: number | null) => wanted[group].get(`${kind} ${id}`) ?? {};
	return input.targets.map(
		(target): MergeContext => ({
			recipient: found('recipient', kindOfCode(target.recipientKind), target.recipientId),
			account: found('account', 'account', target.accountId),
			campaign: found('campaign', 'campaign', target.campaignId),
			sender: found('sender', 'user', target.senderId),
		}),
	);
});

function idsOf(target: MergeTarget, group: MergeGroup, kind: Kind): number[] {
	switch (group) {
		case 'recipient':
			return target.recipientKind === kindCode(kind) ? [target.recipientId] : [];
		case 'account':
			return target.accountId === null ? [] : [target.accountId];
		case 'campaign':
			return [target.campaignId];
		case 'sender':
			return target.senderId === null ? [] : [target.senderId];
	}
}

function* readFields(
	tx: Tx,
	catalogue: Catalogue,
	kind: Kind,
	ids: readonly number[],
	names: readonly string[],
): Steps<Map<number, Record<string, MergeValue>>> {
	const read = new Map<number, Record<string, MergeValue>>();
	if (ids.length === 0) return read;
	const fields = names.flatMap((name) => catalogue.findField(kind, name) ?? []).filter(isMergeable);
	const columns = [...new Set(['id', ...fields.map(columnOf)])];
	const rows = yield* all(
		tx,
		sql<Record<string, string | number | null>>`
			SELECT ${sql.join(columns.map((column) => sql.ref(column)))} FROM ${sql.table(catalogue.kind(kind).table)}
			WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`,
	);
	for (const row of rows) read.set(Number(row['id']), valuesOf(row, fields));
	return read;
}

function columnOf(field: Field): string {
	return field.storage.kind === 'column' ? field.storage.column : 'custom';
}

function valuesOf(row: Readonly<Record<string, string | number | null>>, fields: readonly Field[]): Record<string, MergeValue> {
	const values: Record<string, MergeValue> = {};
	const custom = readCustom(row['custom'] ?? null);
	const customValues: Record<string, MergeValue> = {};
	for (const field of fields) {
		if (field.storage.kind === 'custom') customValues[field.storage.key] = shown(field, customValue(custom, field.storage.key));
		else values[field.name] = shown(field, row[columnOf(field)] ?? null);
	}
	return { ...values, custom: customValues };
}

/** As a template shows it: instants as ISO 8601 text, which Liquid's `date` filter reads. */
function shown(field: Field, value: string | number | null): MergeValue {
	if (value === null) return null;
	if (field.type === 'instant' && typeof value === 'number') return new Date(value).toISOString();
	if (field.type === 'boolean') return value === 1;
	return value;
}
