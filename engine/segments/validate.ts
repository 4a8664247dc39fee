import type { Catalogue } from '../records/catalogue/Catalogue';
import { SEARCH_KINDS, isSearchKind, type SearchKind } from '../records/kinds';
import { optionValue } from '../records/optionValue';
import type { Condition, MessageOutcome, Segment, Tab, TaskMatch } from './Criteria';
import { MOST_IN_A_ROW } from './softBounces';
import { validateField } from './validateField';
import { asRecord, idOf, idOrNull, integerOf, invalid, refuse, textOf } from './validateParts';

const MAX_TABS = 50;
const MAX_DEPTH = 10;
const MAX_CONDITIONS = 500;

/** A condition that holds for every record: what *All records of this kind* stands for. */
export const EVERYTHING: Condition = { type: 'group', match: 'all', conditions: [] };

const OUTCOMES: Readonly<Record<MessageOutcome, true>> = {
	any: true,
	queued: true,
	sent: true,
	notSent: true,
	failed: true,
	delivered: true,
	notDelivered: true,
	opened: true,
	notOpened: true,
	clicked: true,
	notClicked: true,
	bounced: true,
	bouncedHard: true,
	bouncedSoftly: true,
	notBounced: true,
	dropped: true,
	spam: true,
	unsubscribed: true,
};

/** What is left to take in: counted over a whole segment. */
interface Budget {
	conditions: number;
}

/**
 * A segment from untrusted data, in its normal form: empty groups left out, numbers as numbers.
 * @throws EngineError invalid-input that names the tab and the condition by its place ("Tab 2, condition 1.3")
 */
export function validateSegment(catalogue: Catalogue, value: unknown): Segment {
	const { tabs } = asRecord(value, 'The segment');
	if (!Array.isArray(tabs) || tabs.length === 0) {
		throw invalid('The segment has no search tab.', 'Add a tab: choose a kind of record and say what must hold.');
	}
	if (tabs.length > MAX_TABS) throw invalid(`The segment has ${tabs.length} search tabs; ${MAX_TABS} are the most.`, 'Search in several steps.');
	const budget: Budget = { conditions: MAX_CONDITIONS };
	return { tabs: tabs.map((tab: unknown, index) => validateTab(catalogue, tab, `Tab ${index + 1}`, budget)) };
}

/**
 * One condition over a kind of record, from untrusted data, in its normal form.
 * @throws EngineError invalid-input; also for a condition that holds nothing
 */
export function validateCondition(catalogue: Catalogue, kind: SearchKind, value: unknown): Condition {
	const condition = validateNode(catalogue, kind, value, 'Condition', 1, { conditions: MAX_CONDITIONS });
	if (condition) return condition;
	throw invalid('There is no condition.', 'Say what must hold.');
}

function validateTab(catalogue: Catalogue, value: unknown, where: string, budget: Budget): Tab {
	const tab = asRecord(value, where);
	const kind = tab['kind'];
	if (typeof kind !== 'string' || !isSearchKind(kind)) {
		throw invalid(`${where}: there is no kind of record ${shown(kind)} to search.`, `Use one of: ${SEARCH_KINDS.join(', ')}.`);
	}
	const allRecords = flagOf(tab['allRecords'], `${where}: allRecords`);
	const given = tab['condition'];
	const condition = given === undefined || given === null ? null : validateNode(catalogue, kind, given, `${where}, condition`, 1, budget);
	if (condition) return { kind, condition };
	if (allRecords) return { kind, condition: EVERYTHING, allRecords };
	throw invalid(`${where} has no condition.`, `Add one, remove the tab, or tick All Records of This Kind to take all ${catalogue.kind(kind).labelPlural.toLowerCase()}.`);
}

/** NULL for a group that holds nothing. */
function validateNode(catalogue: Catalogue, kind: SearchKind, value: unknown, where: string, depth: number, budget: Budget): Condition | null {
	const node = asRecord(value, where);
	if (depth > MAX_DEPTH) throw invalid(`${where}: groups are nested more than ${MAX_DEPTH} deep.`, 'Put the inner groups into a saved filter of their own.');
	if (--budget.conditions < 0) throw invalid(`The segment has more than ${MAX_CONDITIONS} conditions.`, 'Use lists (is any of), or saved filters.');
	const negate = flagOf(node['negate'], `${where}: negate`) ? { negate: true } : {};
	const { type } = node;
	switch (type) {
		case 'group':
			return validateGroup(catalogue, kind, node, where, depth, budget);
		case 'field':
			return validateField(catalogue, kind, node, where);
		case 'filter':
			return { type, filterId: idOf(node['filterId'], `${where}: the saved filter`), ...negate };
		case 'account':
			refuseWithoutAccount(kind, where);
			return { type, accountIds: idsOf(node['accountIds'], where), ...negate };
		case 'accountFilter':
			refuseWithoutAccount(kind, where);
			return { type, filterId: idOf(node['filterId'], `${where}: the saved filter of accounts`), ...negate };
		case 'accountWhere': {
			refuseWithoutAccount(kind, where);
			const condition = validateNode(catalogue, 'account', node['condition'], `${where}, accounts`, depth + 1, budget);
			if (!condition) throw invalid(`${where} says nothing about the accounts.`, 'Add a condition for the accounts, or remove this one.');
			return { type, condition, ...negate };
		}
		case 'member': {
			const status = node['status'];
			const campaignId = idOf(node['campaignId'], `${where}: the campaign`);
			if (status === undefined || status === null) return { type, campaignId, ...negate };
			return { type, campaignId, status: textOf(status, `${where}: the status of membership`), ...negate };
		}
		case 'messages':
			return { type, campaignId: idOrNull(node['campaignId'], `${where}: the campaign`), outcome: outcomeOf(node['outcome'], where), ...negate };
		case 'tasks':
			return { type, campaignId: idOrNull(node['campaignId'], `${where}: the campaign`), match: taskMatchOf(catalogue, node['match'], where), ...negate };
		case 'opportunities':
			return { type, campaignId: idOrNull(node['campaignId'], `${where}: the campaign`), ...negate };
		case 'softBounces': {
			if (kind !== 'message') throw invalid(`${where}: "softBounces" has a meaning for messages only.`, 'Remove it, or search messages.');
			return { type, inARow: inARowOf(node['inARow'], where), ...followUpOf(node['followUp'], where), ...negate };
		}
		case 'contacts':
			if (kind !== 'account') throw invalid(`${where}: "contacts" has a meaning for accounts only.`, 'Remove it, or search accounts.');
			return { type, ...negate };
		case 'mayBeEmailed': {
			const campaignId = idOrNull(node['campaignId'], `${where}: the campaign`);
			return campaignId === null ? { type, ...negate } : { type, campaignId, ...negate };
		}
		default:
			throw invalid(
				`${where}: there is no condition of type ${shown(type)}.`,
				'Use one of: group, field, filter, account, accountFilter, accountWhere, member, messages, tasks, opportunities, softBounces, contacts, mayBeEmailed.',
			);
	}
}

function validateGroup(catalogue: Catalogue, kind: SearchKind, node: Readonly<Record<string, unknown>>, where: string, depth: number, budget: Budget): Condition | null {
	const { match, conditions } = node;
	if (match !== 'all' && match !== 'any' && match !== 'none') {
		throw invalid(`${where}: a group can't match ${shown(match)}.`, 'Use all, any or none.');
	}
	if (!Array.isArray(conditions)) throw invalid(`${where}: a group's conditions are a list.`, 'Give a list of conditions.');
	if (conditions.length > MAX_CONDITIONS) throw invalid(`${where} has more than ${MAX_CONDITIONS} conditions.`, 'Use lists (is any of), or saved filters.');
	const kept: Condition[] = [];
	conditions.forEach((condition: unknown, index) => {
		const place = depth === 1 ? `${where} ${index + 1}` : `${where}.${index + 1}`;
		const valid = validateNode(catalogue, kind, condition, place, depth + 1, budget);
		if (valid) kept.push(valid);
	});
	return kept.length === 0 ? null : { type: 'group', match, conditions: kept };
}

function refuseWithoutAccount(kind: SearchKind, where: string): void {
	if (kind !== 'lead') return;
	throw invalid(`${where}: leads have no account.`, 'Compare the lead\'s field "company" instead, or search contacts.');
}

function idsOf(value: unknown, where: string): number[] {
	if (!Array.isArray(value) || value.length === 0) throw invalid(`${where}: no account is given.`, 'Choose at least one account.');
	return [...new Set(value.map((id: unknown) => idOf(id, `${where}: the account`)))];
}

function flagOf(value: unknown, what: string): boolean {
	if (value === undefined || value === null) return false;
	if (typeof value === 'boolean') return value;
	throw refuse(what, value, 'true or false');
}

function outcomeOf(value: unknown, where: string): MessageOutcome {
	if (typeof value === 'string' && isOutcome(value)) return value;
	throw invalid(`${where}: there is no outcome of messages ${shown(value)}.`, `Use one of: ${Object.keys(OUTCOMES).join(', ')}.`);
}

function isOutcome(text: string): text is MessageOutcome {
	return Object.hasOwn(OUTCOMES, text);
}

function taskMatchOf(catalogue: Catalogue, value: unknown, where: string): TaskMatch {
	if (value === undefined || value === null) return { status: null, outcome: null };
	const match = asRecord(value, `${where}: the match`);
	const oneOf = (name: 'status' | 'outcome'): string | null => {
		const given = match[name];
		if (given === undefined || given === null) return null;
		const { options } = catalogue.field('task', name);
		const value = typeof given === 'string' ? optionValue(options, given) : null;
		if (value !== null) return value;
		throw invalid(`${where}: tasks have no ${name} ${shown(given)}.`, `Use one of: ${options.map((option) => option.label).join(', ')}.`);
	};
	return { status: oneOf('status'), outcome: oneOf('outcome'), ...followUpOf(match['followUp'], where) };
}

/** Compared as it was given when the tasks were made. */
function followUpOf(value: unknown, where: string): { readonly followUp?: string } {
	return value === undefined || value === null ? {} : { followUp: textOf(value, `${where}: the name of the follow-up`) };
}

function inARowOf(value: unknown, where: string): number {
	const what = `${where}: the number of soft bounces in a row`;
	const inARow = integerOf(value, what);
	if (inARow >= 1 && inARow <= MOST_IN_A_ROW) return inARow;
	throw refuse(what, value, `a number from 1 to ${MOST_IN_A_ROW}`);
}

function shown(value: unknown): string {
	return typeof value === 'string' ? `"${value.slice(0, 60)}"` : `(${value === null ? 'null' : typeof value})`;
}

