import fc from 'fast-check';

import type { Field } from '../../../engine/records/catalogue/Field';
import { kindCode, SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import type { Condition, MessageOutcome, Segment, Tab } from '../../../engine/segments/Criteria';
import { operatorsOf } from '../../../engine/segments/operators';
import { isNeverInOrder } from '../../../engine/segments/validateField';
import { CATALOGUE, type World, type WorldFilter, type WorldRecord } from './World';

/** Few values, so that conditions find something: accents, capitals, wildcards, quotes, ligatures, characters beyond 16 bits. */
const TEXTS = ['Élan', 'elan', 'ÉLAN vital', 'Álvarez', 'Zapata', '50%_off', 'o\'Brien', 'a"b\\c', 'ﬁne', 'Ångström', '𝒜nna 😀', 'Straße', 'ab', 'b', ' b', 'σ', '0', '\uffff', '\ud7ff', '--', 'NULL'];
const ADDRESSES = ['ann@example.com', 'ANN@Example.com', ' bob@example.org', 'carl@müller.example', 'not an address', 'x@', 'dora@example.com'];
const NUMBERS = [0, 1, 2, 5, -3, 1.5, 1e15];
const INTEGERS = [0, 1, 2, 5, -3, 42];
const DAYS = ['2024-03-30', '2024-03-31', '2024-04-01', '2024-10-27', '2024-12-31', '2025-01-01'];
const RELATIVE = ['today', 'today-1d', 'today+1w', 'start of month', 'start of year', 'start of week', 'today-1m', 'today+1y'];
/** Around midnight in Madrid, also where the clocks change. */
const MOMENTS = ['2024-03-30T22:59:59.999Z', '2024-03-30T23:00:00Z', '2024-03-31T21:59:59.999Z', '2024-03-31T22:00:00Z', '2024-10-26T22:00:00Z', '2024-10-27T22:59:59.999Z', '2024-10-27T23:00:00Z', '2024-12-31T23:00:00Z'].map((text) => Date.parse(text));
export const NOW = Date.parse('2024-03-31T22:30:00Z');
export const TIME_ZONE = 'Europe/Madrid';

const IDS = [1, 2, 3, 4, 5, 6, 7, 8];
/** The last one has been deleted. */
const REFERENCES = [1, 2, 3, 4, 5, 99];
const CAMPAIGNS = [1, 2, 3];
const FOLLOW_UPS = ['opened', 'soft bounces'];
const STATUSES = ['invited', 'Invitéd', 'came'];

const among = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

function storedValue(field: Field): fc.Arbitrary<string | number | null> {
	switch (field.type) {
		case 'text':
		case 'longText':
		case 'phone':
		case 'url':
			return among(TEXTS);
		case 'email':
			return among(ADDRESSES);
		case 'option':
			return field.options.length > 0 ? among(field.options.map((option) => option.value)) : among(TEXTS);
		case 'integer':
			return among(INTEGERS);
		case 'number':
			return among(NUMBERS);
		case 'boolean':
			return among([0, 1]);
		case 'date':
			return among(DAYS);
		case 'instant':
			return among(MOMENTS);
		case 'reference':
			return among(REFERENCES);
	}
}

const NEVER_NULL = new Set(['id', 'created_at', 'updated_at', 'occurrence', 'attempts', 'open_count', 'machine_open_count', 'click_count', 'bounce_count', 'state']);

function record(kind: SearchKind, id: number): fc.Arbitrary<WorldRecord> {
	const shape: Record<string, fc.Arbitrary<string | number | null>> = {};
	for (const field of CATALOGUE.kind(kind).fields) {
		if (field.storage.kind === 'consent') continue;
		const value = storedValue(field);
		if (kind === 'message' && field.name === 'state') {
			// Most outcomes are about messages that were sent.
			shape[field.name] = fc.oneof(fc.constant('sent'), value);
			continue;
		}
		shape[field.name] = NEVER_NULL.has(field.name) ? value : fc.oneof({ weight: 3, arbitrary: value }, { weight: 2, arbitrary: fc.constant(null) });
	}
	// Kept beside a task: the follow-up it was made by.
	if (kind === 'task') shape['once'] = fc.oneof(fc.constant(null), among(FOLLOW_UPS));
	return fc.record(shape).map((made) => ({ ...made, ...recipient(kind, made), id }));
}

/** A message's recipient is kept beside it: contact, else lead, else account; by hand also nobody. */
function recipient(kind: SearchKind, made: Readonly<Record<string, string | number | null>>): Record<string, number> {
	if (kind !== 'message') return {};
	for (const relation of ['contact', 'lead', 'account'] as const) {
		const id = made[`${relation}_id`];
		if (typeof id === 'number') return { recipient_kind: kindCode(relation), recipient_id: id };
	}
	return { recipient_kind: kindCode('account'), recipient_id: 999 };
}

const records = (kind: SearchKind) => fc.tuple(...IDS.map((id) => record(kind, id)));
const scope = fc.oneof(
	fc.constant({ scope: 'all' as const, scope_ref: '' }),
	among(CAMPAIGNS).map((id) => ({ scope: 'campaign' as const, scope_ref: String(id) })),
	fc.constant({ scope: 'service' as const, scope_ref: 'x' }),
);

const members = fc.uniqueArray(
	fc.record({ campaign_id: among(CAMPAIGNS), kind: among([1, 2, 3]), record_id: among(REFERENCES), status: fc.option(among(STATUSES)) }),
	{ maxLength: 15, selector: (member) => `${member.campaign_id} ${member.kind} ${member.record_id}` },
);

const addressNoes = fc.uniqueArray(
	fc.tuple(among(['ann@example.com', 'bob@example.org', 'dora@example.com']), scope).map(([address_key, of]) => ({ address_key, ...of })),
	{ maxLength: 3, selector: (no) => JSON.stringify(no) },
);

const recordNoes = fc.uniqueArray(
	fc.tuple(among([1, 2, 3]), among(IDS), scope).map(([record_kind, record_id, of]) => ({ record_kind, record_id, ...of })),
	{ maxLength: 5, selector: (no) => JSON.stringify(no) },
);

function fieldCondition(kind: SearchKind): fc.Arbitrary<Condition> {
	return among(CATALOGUE.kind(kind).fields).chain((field) =>
		among(operatorsOf(field)).chain(({ value: operator, operand }) => {
			const day = among([...DAYS, ...RELATIVE]);
			const isDay = field.type === 'date' || field.type === 'instant';
			// Searched texts are parts of stored ones, too, but for lists that are closed.
			const closed = field.type === 'option' && field.options.length > 0;
			const asked: fc.Arbitrary<string | number> = isDay ? day : field.type === 'email' || closed || !TEXT_TYPES.has(field.type) ? present(storedValue(field)) : among([...TEXTS, 'LAN', 'é', 'Á', 'fi', 'ss', '%', '_', '\\', '😀']);
			const base = { type: 'field' as const, field: field.name, operator };
			switch (operand) {
				case 'none':
					return fc.constant<Condition>(base);
				case 'value':
					return asked.map((value): Condition => ({ ...base, value }));
				case 'day':
					return day.map((value): Condition => ({ ...base, value }));
				case 'values':
					return fc.oneof(fc.array(asked, { minLength: 1, maxLength: 4 }), fc.array(asked, { minLength: 55, maxLength: 60 })).map((value): Condition => ({ ...base, value }));
				case 'pair':
					return fc.tuple(asked, asked).map(([one, two]): Condition => ({ ...base, value: isWrongWayRound(one, two) ? [two, one] : [one, two] }));
			}
		}),
	);
}

/** What is refused: a pair that nothing can lie between. */
function isWrongWayRound(one: string | number, two: string | number): boolean {
	return typeof one === 'number' && typeof two === 'number' ? one > two : isNeverInOrder(String(one), String(two));
}

const TEXT_TYPES = new Set(['text', 'longText', 'phone', 'url', 'option', 'email']);

function present(values: fc.Arbitrary<string | number | null>): fc.Arbitrary<string | number> {
	return values.map((value) => value ?? 1).map((value) => (value === 0 ? 0 : value));
}

export const OUTCOMES: readonly MessageOutcome[] = ['any', 'queued', 'sent', 'notSent', 'failed', 'delivered', 'notDelivered', 'opened', 'notOpened', 'clicked', 'notClicked', 'bounced', 'bouncedHard', 'bouncedSoftly', 'notBounced', 'dropped', 'spam', 'unsubscribed'];

/** Conditions about other records. `filters`: those that may be named, with the kinds they find. */
function relationCondition(kind: SearchKind, depth: number, filters: readonly WorldFilter[]): fc.Arbitrary<Condition> {
	const negate = fc.boolean();
	const campaign = among(CAMPAIGNS);
	const anyCampaign = fc.option(campaign);
	const ofKind = (of: SearchKind) => filters.filter((filter) => filter.segment.tabs.some((tab) => tab.kind === of)).map((filter) => filter.id);
	const choices: fc.Arbitrary<Condition>[] = [
		fc.record({ type: fc.constant('member' as const), campaignId: campaign, status: fc.option(among(STATUSES), { nil: undefined }), negate }),
		fc.record({ type: fc.constant('messages' as const), campaignId: anyCampaign, outcome: among(OUTCOMES), negate }),
		fc.record({
			type: fc.constant('tasks' as const),
			campaignId: anyCampaign,
			match: fc.record({ status: fc.option(among(['not_started', 'completed'])), outcome: fc.option(among(['open', 'positive', 'negative'])), followUp: fc.option(among(FOLLOW_UPS), { nil: undefined }) }),
			negate,
		}),
		fc.record({ type: fc.constant('opportunities' as const), campaignId: anyCampaign, negate }),
		fc.record({ type: fc.constant('mayBeEmailed' as const), campaignId: fc.option(campaign, { nil: undefined }), negate }),
	];
	if (kind === 'message') choices.push(fc.record({ type: fc.constant('softBounces' as const), inARow: among([1, 2, 3]), followUp: fc.option(among(FOLLOW_UPS), { nil: undefined }), negate }));
	if (kind === 'account') choices.push(fc.record({ type: fc.constant('contacts' as const), negate }));
	if (ofKind(kind).length > 0) choices.push(fc.record({ type: fc.constant('filter' as const), filterId: among(ofKind(kind)), negate }));
	if (kind !== 'lead') {
		choices.push(fc.record({ type: fc.constant('account' as const), accountIds: fc.uniqueArray(among([1, 2, 3, 4]), { minLength: 1 }), negate }));
		if (ofKind('account').length > 0) choices.push(fc.record({ type: fc.constant('accountFilter' as const), filterId: among(ofKind('account')), negate }));
		if (depth > 0) choices.push(fc.record({ type: fc.constant('accountWhere' as const), condition: conditionOf('account', depth - 1, filters), negate }));
	}
	return fc.oneof(...choices);
}

export function conditionOf(kind: SearchKind, depth: number, filters: readonly WorldFilter[]): fc.Arbitrary<Condition> {
	const leaf = fc.oneof(fieldCondition(kind), relationCondition(kind, depth, filters));
	if (depth === 0) return leaf;
	const group = fc.record({
		type: fc.constant('group' as const),
		match: among(['all', 'any', 'none'] as const),
		conditions: fc.array(conditionOf(kind, depth - 1, filters), { minLength: 1, maxLength: 3 }),
	});
	return fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: group });
}

export function tabOf(depth: number, filters: readonly WorldFilter[]): fc.Arbitrary<Tab> {
	return among(SEARCH_KINDS).chain((kind) => conditionOf(kind, depth, filters).map((condition): Tab => ({ kind, condition })));
}

export function segmentOf(depth: number, filters: readonly WorldFilter[]): fc.Arbitrary<Segment> {
	return fc.array(tabOf(depth, filters), { minLength: 1, maxLength: 4 }).map((tabs) => ({ tabs }));
}

const filterOver = (id: number, kind: SearchKind, filters: readonly WorldFilter[]) =>
	conditionOf(kind, 1, filters).map((condition): WorldFilter => ({ id, name: `Filter ${id}`, segment: { tabs: [{ kind, condition }] } }));

/** Saved filters and a report, some built on others. */
const filters = fc
	.tuple(filterOver(1, 'account', []), filterOver(2, 'contact', []), filterOver(3, 'message', []))
	.chain((first) => fc.tuple(...first.map(fc.constant), filterOver(4, 'contact', first), segmentOf(1, first).map((segment): WorldFilter => ({ id: 5, name: 'Report', segment }))));

export const world: fc.Arbitrary<World> = fc.record({
	records: fc.record({ lead: records('lead'), contact: records('contact'), account: records('account'), message: records('message'), task: records('task'), opportunity: records('opportunity') }),
	campaigns: fc.constant(CAMPAIGNS),
	members,
	addressNoes,
	recordNoes,
	filters,
});
