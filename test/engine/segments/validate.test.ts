import { EngineError } from '../../../engine/EngineError';
import { SEARCH_KINDS } from '../../../engine/records/kinds';
import type { Condition } from '../../../engine/segments/Criteria';
import { operatorsOf } from '../../../engine/segments/operators';
import { validateCondition, validateSegment } from '../../../engine/segments/validate';
import { CATALOGUE } from './World';

function refusal(value: unknown): EngineError {
	try {
		validateSegment(CATALOGUE, value);
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
	throw new Error('was taken');
}

const field = (name: string, operator: string, value?: unknown) => ({ type: 'field', field: name, operator, value });
const all = (...conditions: unknown[]) => ({ type: 'group', match: 'all', conditions });
const contacts = (condition: unknown, more: object = {}) => ({ tabs: [{ kind: 'contact', condition, ...more }] });

const messages = (condition: unknown) => ({ tabs: [{ kind: 'message', condition }] });

describe('criteria from outside', () => {
	test('VM-05 a tab without conditions is an error unless all records are asked for', () => {
		const empty = [undefined, null, all(), all(all(), all(all())), { type: 'group', match: 'none', conditions: [] }, { type: 'group', match: 'any', conditions: [all()] }];
		for (const condition of empty) {
			const { message, wayOut, code } = refusal({ tabs: [{ kind: 'lead', condition: field('name', 'isNotEmpty') }, { kind: 'contact', condition }] });
			expect([code, message]).toEqual(['invalid-input', 'Tab 2 has no condition.']);
			expect(wayOut).toContain('All Records');
			expect(validateSegment(CATALOGUE, contacts(condition, { allRecords: true })).tabs).toHaveLength(1);
		}
	});

	test('VM-05 an empty group inside others is no condition: it neither widens nor empties them', () => {
		const name = field('name', 'is', 'Ann');
		const segment = validateSegment(CATALOGUE, contacts({ type: 'group', match: 'any', conditions: [all(), name, { type: 'group', match: 'none', conditions: [all()] }] }));
		expect(segment.tabs[0]?.condition).toEqual({ type: 'group', match: 'any', conditions: [{ type: 'field', field: 'name', operator: 'is', value: 'Ann' }] });
	});

	test.each<[string, unknown, RegExp]>([
		['no segment', null, /^The segment is missing/],
		['a text', 'contacts', /^The segment is "contacts", which is not an object/],
		['no tabs', { tabs: [] }, /has no search tab/],
		['tabs that are no list', { tabs: { kind: 'contact' } }, /has no search tab/],
		['too many tabs', { tabs: Array.from({ length: 51 }, () => ({ kind: 'contact', allRecords: true })) }, /51 search tabs/],
		['a kind that is not searched', { tabs: [{ kind: 'campaign', condition: field('name', 'is', 'x') }] }, /^Tab 1: there is no kind of record "campaign" to search/],
		['a kind from the prototype', { tabs: [{ kind: 'constructor', allRecords: true }] }, /"constructor"/],
		['an unknown field', contacts(field('shoe_size', 'is', 1)), /^Tab 1, condition: contacts have no field "shoe_size"/],
		['a field of another kind', contacts(field('employees', 'is', 1)), /have no field "employees"/],
		['a field from the prototype', contacts(field('__proto__', 'is', 1)), /have no field "__proto__"/],
		['an unknown operator', contacts(field('name', 'like', '%')), /"Name" has no operator "like"/],
		['an operator of other types', contacts(field('name', 'isBefore', 'today')), /"Name" has no operator "isBefore"/],
		['an unknown condition', contacts({ type: 'sql', text: '1=1' }), /no condition of type "sql"/],
		['an unknown match', contacts({ type: 'group', match: 'some', conditions: [] }), /can't match "some"/],
		['an empty text', contacts(field('name', 'contains', '')), /"Name" is empty/],
		['blanks', contacts(field('name', 'contains', '  ')), /"Name" is empty/],
		['an accent alone, which folds to nothing', contacts(field('name', 'contains', '\u0301')), /"Name" is empty/],
		['no value', contacts(field('name', 'is')), /"Name" is missing/],
		['an object for a text', contacts(field('name', 'is', { $ne: '' })), /which is not a text/],
		['an empty list', contacts(field('name', 'isAnyOf', [])), /no list, or an empty one/],
		['a list with an empty text', contacts(field('name', 'isNoneOf', ['a', ''])), /"Name" is empty/],
		['a text for a list', contacts(field('name', 'isAnyOf', 'a')), /no list/],
		['a NUL', contacts(field('name', 'is', 'a\u0000b')), /characters that no record can hold/],
		['half a character', contacts(field('name', 'is', 'a\ud800')), /characters that no record can hold/],
		['a fraction for a whole number', { tabs: [{ kind: 'account', condition: field('employees', 'isAtLeast', 2.5) }] }, /not a whole number/],
		['infinity', { tabs: [{ kind: 'account', condition: field('annual_revenue', 'is', Infinity) }] }, /not a number/],
		['a text for a number', { tabs: [{ kind: 'account', condition: field('annual_revenue', 'is', '1e999') }] }, /not a number/],
		['a pair the wrong way round', { tabs: [{ kind: 'account', condition: field('employees', 'isBetween', [5, 1]) }] }, /from 5 down to 1/],
		['days the wrong way round', { tabs: [{ kind: 'contact', condition: field('birthday', 'isBetween', ['2024-05-02', '2024-05-01']) }] }, /from 2024-05-02 back to 2024-05-01/],
		['days relative to now that are always the wrong way round', { tabs: [{ kind: 'contact', condition: field('created_at', 'isBetween', ['today', 'today-7d']) }] }, /from today back to today-7d/],
		['half a pair', { tabs: [{ kind: 'account', condition: field('employees', 'isBetween', [5]) }] }, /has 1 parts/],
		['a day that is none', contacts(field('birthday', 'isBefore', '31.12.2024')), /is no day/],
		['an outcome of tasks that never is', contacts({ type: 'tasks', campaignId: 1, match: { outcome: 'great' } }), /no outcome "great"/],
		['a status that never is', { tabs: [{ kind: 'task', condition: field('status', 'is', 'Finished') }] }, /which it never is/],
		['an outcome of messages that isn\'t', contacts({ type: 'messages', campaignId: 1, outcome: 'toString' }), /no outcome of messages "toString"/],
		['a campaign that is no id', contacts({ type: 'member', campaignId: '1 OR 1=1' }), /the campaign is "1 OR 1=1"/],
		['no campaign', contacts({ type: 'member' }), /the campaign is missing/],
		['no accounts', contacts({ type: 'account', accountIds: [] }), /no account is given/],
		['leads of an account', { tabs: [{ kind: 'lead', condition: { type: 'account', accountIds: [1] } }] }, /leads have no account/],
		['leads of accounts in a filter', { tabs: [{ kind: 'lead', condition: { type: 'accountFilter', filterId: 1 } }] }, /leads have no account/],
		['contacts of a contact', contacts({ type: 'contacts' }), /"contacts" has a meaning for accounts only/],
		['a row of soft bounces of contacts', contacts({ type: 'softBounces', inARow: 3 }), /"softBounces" has a meaning for messages only/],
		['no soft bounce in a row', messages({ type: 'softBounces', inARow: 0 }), /in a row is 0, which is not a number from 1 to 20/],
		['too many soft bounces in a row', messages({ type: 'softBounces', inARow: 21 }), /in a row is 21, which is not/],
		['half a soft bounce in a row', messages({ type: 'softBounces', inARow: 2.5 }), /not a whole number/],
		['soft bounces in a row without a number', messages({ type: 'softBounces' }), /in a row is missing/],
		['a follow-up without a name', messages({ type: 'softBounces', inARow: 3, followUp: ' ' }), /name of the follow-up is empty/],
		['a follow-up that is no text', contacts({ type: 'tasks', match: { followUp: ['x'] } }), /name of the follow-up is a list/],
		['accounts of which nothing is said', contacts({ type: 'accountWhere', condition: all() }), /says nothing about the accounts/],
		['negate that is neither', contacts({ type: 'filter', filterId: 1, negate: 'yes' }), /negate is "yes"/],
		['the place in nested groups', contacts(all(field('name', 'is', 'x'), all(all(), field('nme', 'is', 'x')))), /^Tab 1, condition 2\.2: contacts have no field "nme"/],
	])('%s: an error that names it', (_, value, message) => {
		const error = refusal(value);
		expect(error.code).toBe('invalid-input');
		expect(error.message).toMatch(message);
		expect(error.wayOut).not.toBe('');
	});

	test('depth and number of conditions have bounds', () => {
		const name = field('name', 'is', 'x');
		let deep: unknown = name;
		for (let level = 0; level < 9; level++) deep = all(deep);
		expect(() => validateSegment(CATALOGUE, contacts(deep))).not.toThrow();
		expect(refusal(contacts(all(deep))).message).toMatch(/more than 10 deep/);
		expect(() => validateSegment(CATALOGUE, contacts(all(...Array<unknown>(499).fill(name))))).not.toThrow();
		expect(refusal(contacts(all(...Array<unknown>(500).fill(name)))).message).toMatch(/more than 500 conditions/);
		expect(refusal({ tabs: [{ kind: 'contact', condition: all(...Array<unknown>(300).fill(name)) }, { kind: 'lead', condition: all(...Array<unknown>(300).fill(name)) }] }).message).toMatch(/more than 500/);
	});

	test('values are taken as people give them: digits for numbers and ids', () => {
		const condition = validateCondition(CATALOGUE, 'account', all(field('employees', 'isAtLeast', ' 10 '), field('assigned_user_id', 'isAnyOf', ['7', 7, 8]), field('annual_revenue', 'isBetween', ['-1.5', '2e3'])));
		const expected: Condition = {
			type: 'group',
			match: 'all',
			conditions: [
				{ type: 'field', field: 'employees', operator: 'isAtLeast', value: 10 },
				{ type: 'field', field: 'assigned_user_id', operator: 'isAnyOf', value: [7, 8] },
				{ type: 'field', field: 'annual_revenue', operator: 'isBetween', value: [-1.5, 2000] },
			],
		};
		expect(condition).toEqual(expected);
	});

	test('VM-04 every field of every searched kind offers operators, each once, with a label', () => {
		for (const kind of SEARCH_KINDS) {
			for (const known of CATALOGUE.kind(kind).fields) {
				const offered = operatorsOf(known).map((operator) => operator.value);
				expect(offered.length).toBeGreaterThan(1);
				expect(new Set(offered).size).toBe(offered.length);
				expect(operatorsOf(known).every((operator) => operator.label !== '')).toBe(true);
			}
		}
	});
});
