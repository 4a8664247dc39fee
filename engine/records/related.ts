import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { EngineError } from '../EngineError';
import { defineTransaction, first, type Steps, type Tx } from '../store/Transaction';
import type { Catalogue } from './catalogue/Catalogue';
import { loadCatalogue } from './catalogue/loadCatalogue';
import { kindCode, type Kind } from './kinds';
import { checkWhole } from './checkWhole';
import { campaignMembers, campaignsOf, isMemberOf, membersOf } from './members';
import { eventsOf, messageEvents } from './messageEvents';
import { eventParticipants, participantsOf, takesPart } from './participants';
import { pageOf, readCursor, type RelatedPage } from './relatedPage';
import { recordNotFound, selectRecords } from './selectRecords';

/**
 * What may hang on a record: records of a kind that refer to it; a campaign's members; a record's campaigns; an event's
 * participants, and a record's events, those it takes part in too; what
 * became of a message, or of the messages of a campaign or a recipient.
 */
export const RELATIONS = [
	'contacts',
	'leads',
	'accounts',
	'campaigns',
	'opportunities',
	'tasks',
	'messages',
	'activities',
	'events',
	'templates',
	'members',
	'participants',
	'messageEvents',
] as const;

export type Relation = (typeof RELATIONS)[number];

export interface GetRelatedInput {
	readonly kind: Kind;
	readonly id: number;
	readonly relation: Relation;
	/** For messageEvents: only of this kind, only clicks on this link. */
	readonly eventKind: string | null;
	readonly link: string | null;
	readonly limit: number;
	/** `next` of the page before; null for the first. */
	readonly after: string | null;
}

const RELATED_KIND: Readonly<Partial<Record<Relation, Kind>>> = {
	contacts: 'contact',
	leads: 'lead',
	accounts: 'account',
	campaigns: 'campaign',
	opportunities: 'opportunity',
	tasks: 'task',
	messages: 'message',
	activities: 'activity',
	events: 'event',
	templates: 'template',
};

/** What a record of this kind can be asked for. */
export function relationsOf(kind: Kind, catalogue: Catalogue): Relation[] {
	return RELATIONS.filter((relation) => {
		switch (relation) {
			case 'members':
				return kind === 'campaign';
			case 'participants':
				return kind === 'event';
			case 'messageEvents':
				return kind === 'message' || kind === 'campaign' || isRecipient(kind);
			case 'campaigns':
				return isRecipient(kind) || kind === 'user';
			default: {
				const related = RELATED_KIND[relation];
				return related !== undefined && referringColumns(catalogue, related, kind).length > 0;
			}
		}
	});
}

export type RelatedQuery = Omit<GetRelatedInput, 'limit' | 'after'>;

/** One page of what hangs on a record, oldest first. @throws EngineError for a record that is gone, or a relation that its kind doesn't have */
export const getRelated = defineTransaction(__filename, 'read', 'records.related', function* (tx, input: GetRelatedInput): Steps<RelatedPage> {
	checkWhole(input.limit, 'Limit', 1);
	const catalogue = yield* checkedRelation(tx, input);
	switch (input.relation) {
		case 'members':
			return yield* campaignMembers(tx, input);
		case 'participants':
			return yield* eventParticipants(tx, input);
		case 'messageEvents':
			return yield* messageEvents(tx, input);
		case 'campaigns':
			return input.kind === 'user' ? yield* referring(tx, catalogue, input, 'campaign') : yield* campaignsOf(tx, catalogue, input);
		default:
			return yield* referring(tx, catalogue, input, RELATED_KIND[input.relation] ?? 'message');
	}
});

/** How many rows all pages have together. @throws EngineError as `getRelated` */
export const countRelated = defineTransaction(__filename, 'read', 'records.countRelated', function* (tx, input: RelatedQuery): Steps<number> {
	const catalogue = yield* checkedRelation(tx, input);
	const row = yield* first(tx, countSql(catalogue, input));
	return row?.found ?? 0;
});

function countSql(catalogue: Catalogue, input: RelatedQuery): RawBuilder<{ found: number }> {
	const ofKind = (related: Kind) =>
		sql<{ found: number }>`SELECT COUNT(*) AS found FROM ${sql.table(catalogue.kind(related).table)} AS r WHERE ${isRelated(catalogue, input, related)}`;
	switch (input.relation) {
		case 'members':
			return sql`SELECT COUNT(*) AS found FROM campaign_member AS p WHERE ${membersOf(input.id)}`;
		case 'participants':
			return sql`SELECT COUNT(*) AS found FROM event_participant AS p WHERE ${participantsOf(input.id)}`;
		case 'messageEvents':
			return sql`SELECT COUNT(*) AS found FROM ${eventsOf(input)}`;
		case 'campaigns':
			return input.kind === 'user' ? ofKind('campaign') : sql`SELECT COUNT(*) AS found FROM campaign AS r WHERE ${isMemberOf(input)}`;
		default:
			return ofKind(RELATED_KIND[input.relation] ?? 'message');
	}
}

/** The catalogue, once it is sure that the record is there and can be asked for this. */
function* checkedRelation(tx: Tx, input: RelatedQuery): Steps<Catalogue> {
	const catalogue = yield* loadCatalogue(tx);
	const definition = catalogue.kind(input.kind);
	const possible = relationsOf(input.kind, catalogue);
	if (!possible.includes(input.relation)) {
		throw new EngineError('invalid-input', `${definition.labelPlural} have no related "${input.relation}".`, `Choose one of: ${possible.join(', ')}.`);
	}
	const found = yield* first(tx, sql<{ id: number }>`SELECT id FROM ${sql.table(definition.table)} WHERE id = ${input.id}`);
	if (!found) throw recordNotFound(definition, input.id);
	return catalogue;
}

function* referring(tx: Tx, catalogue: Catalogue, input: GetRelatedInput, related: Kind): Steps<RelatedPage> {
	const records = yield* selectRecords(tx, catalogue, related, {
		where: sql<SqlBool>`${isRelated(catalogue, input, related)} AND r.id > ${readCursor(input.after, 1)[0]}`,
		limit: input.limit + 1,
	});
	return pageOf(records, input.limit, (record) => String(record.id), (record) => record);
}

/** Whether `r` is one of the record's related ones: it refers to it, or is an event that it takes part in. */
function isRelated(catalogue: Catalogue, input: RelatedQuery, related: Kind): RawBuilder<SqlBool> {
	const refers = refersTo(catalogue, related, input.kind, sql`${input.id}`);
	return related === 'event' && isRecipient(input.kind) ? sql<SqlBool>`(${refers} OR ${takesPart(input)})` : refers;
}

/**
 * Whether a record of kind `related`, called `alias` in the query, refers to the record of kind `to` with this id.
 * A message belongs to its recipient; an account's are also those of its contacts.
 */
export function refersTo(catalogue: Catalogue, related: Kind, to: Kind, id: RawBuilder<unknown>, alias: string = 'r'): RawBuilder<SqlBool> {
	const column = (name: string) => sql.ref(`${alias}.${name}`);
	if (related === 'message' && (to === 'contact' || to === 'lead')) {
		return sql<SqlBool>`(${column('recipient_kind')} = ${sql.lit(kindCode(to))} AND ${column('recipient_id')} = ${id})`;
	}
	const conditions = referringColumns(catalogue, related, to).map((name) => sql`${column(name)} = ${id}`);
	return sql<SqlBool>`(${sql.join(conditions, sql` OR `)})`;
}

/** Columns by which records of kind `related` refer to those of kind `to`. */
export function referringColumns(catalogue: Catalogue, related: Kind, to: Kind): string[] {
	return catalogue
		.kind(related)
		.fields.flatMap((field) => (field.type === 'reference' && field.to === to && field.storage.kind === 'column' ? [field.storage.column] : []));
}

function isRecipient(kind: Kind): boolean {
	return kind === 'contact' || kind === 'lead' || kind === 'account';
}
