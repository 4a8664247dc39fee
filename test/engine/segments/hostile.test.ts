import fc from 'fast-check';

import { EngineError } from '../../../engine/EngineError';
import { SEARCH_KINDS } from '../../../engine/records/kinds';
import { validateSegment } from '../../../engine/segments/validate';
import { countSegment } from '../../../engine/selections/countSegment';
import { createSelection } from '../../../engine/selections/createSelection';
import { selectionPage } from '../../../engine/selections/selectionPage';
import { describeStores } from '../../support/stores';
import { NOW, TIME_ZONE, world } from './arbitraries';
import { Model } from './model';
import { CATALOGUE } from './World';
import { writeWorld } from './worldStore';

const TRIES = 10_000;
const SAME_TIME = 8;
const CLOCK = { now: NOW, timeZone: TIME_ZONE };

/** Pieces that break what is put together from texts. */
const PIECES = ['\'', '"', '`', ';', '--', '/*', '*/', ')', '(', ' OR 1=1', ' UNION SELECT ', '%', '_', '\\', '?', '$1', ':a', '@a', '{{x}}', '\u0000', '\ud800', '\u202e', '\uffff', '😀', '\n', '\t', 'contact', 'name', 'r.id', 'null', '[', ']', '{', '}', '0x41', '\u0301', 'é', 'ß', 'İ', ' ', ' ', 'x', 'DROP TABLE contact', '..', '.', '$."a"', '__proto__', 'constructor', '1e309', '-0', '9007199254740993'];

/** The same sequence each time. */
function dice(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

type Roll = (below: number) => number;

const one = <Item>(roll: Roll, items: readonly Item[]): Item => {
	const item = items[roll(items.length)];
	if (item === undefined) throw new Error('nothing to choose from');
	return item;
};

function nastyText(roll: Roll): string {
	return Array.from({ length: 1 + roll(4) }, () => one(roll, PIECES)).join('');
}

function nastyValue(roll: Roll, depth = 0): unknown {
	const values: (() => unknown)[] = [
		() => nastyText(roll),
		() => nastyText(roll),
		() => nastyText(roll).repeat(roll(3000)),
		() => one(roll, [0, -1, 1.5, NaN, Infinity, -Infinity, 1e308, 2 ** 53, -(2 ** 53), 2 ** 63, 5e-324]),
		() => one(roll, [null, true, false, [], {}, '']),
		() => Array.from({ length: roll(5) }, () => (depth < 2 ? nastyValue(roll, depth + 1) : nastyText(roll))),
		() => ({ [nastyText(roll)]: depth < 2 ? nastyValue(roll, depth + 1) : 1, type: nastyText(roll) }),
	];
	return one(roll, values)();
}

/** Mostly well formed, with something nasty in one place. */
function nastySegment(roll: Roll): unknown {
	const kind = one(roll, SEARCH_KINDS);
	const field = one(roll, CATALOGUE.kind(kind).fields);
	const operator = one(roll, ['is', 'isNot', 'contains', 'startsWith', 'endsWith', 'isAnyOf', 'isNoneOf', 'isBetween', 'isBefore', 'isAfter', 'isOn', 'isGreaterThan', 'isAtMost', 'isTrue', 'isEmpty', 'isMalformed']);
	const conditions: (() => unknown)[] = [
		() => ({ type: 'field', field: field.name, operator, value: nastyValue(roll) }),
		() => ({ type: 'field', field: field.name, operator, value: nastyValue(roll) }),
		() => ({ type: 'field', field: nastyText(roll), operator, value: 'x' }),
		() => ({ type: 'field', field: field.name + nastyText(roll), operator, value: 'x' }),
		() => ({ type: 'field', field: field.name, operator: nastyText(roll), value: 'x' }),
		() => ({ type: one(roll, ['filter', 'accountFilter']), filterId: nastyValue(roll), negate: nastyValue(roll) }),
		() => ({ type: 'account', accountIds: nastyValue(roll) }),
		() => ({ type: 'member', campaignId: one<unknown>(roll, [1, nastyValue(roll)]), status: nastyValue(roll) }),
		() => ({ type: 'messages', campaignId: one<unknown>(roll, [1, nastyValue(roll)]), outcome: one<unknown>(roll, ['opened', nastyValue(roll)]) }),
		() => ({ type: 'tasks', campaignId: 1, match: one<unknown>(roll, [nastyValue(roll), { status: nastyValue(roll), outcome: null }]) }),
		() => ({ type: nastyText(roll) }),
		() => nastyValue(roll),
	];
	const condition = one(roll, conditions)();
	const group = { type: 'group', match: one(roll, ['all', 'any', 'all', nastyText(roll)]), conditions: [condition] };
	return { tabs: [{ kind: roll(20) === 0 ? nastyText(roll) : kind, condition: roll(2) === 0 ? condition : group, allRecords: roll(50) === 0 ? nastyValue(roll) : undefined }] };
}

/** Runs `tries` numbered attempts, some at a time. */
async function attempts(tries: number, attempt: (number: number) => Promise<void>): Promise<void> {
	let next = 0;
	const runner = async (): Promise<void> => {
		while (next < tries) await attempt(next++);
	};
	await Promise.all(Array.from({ length: SAME_TIME }, runner));
}

describeStores('hostile criteria', (newStore) => {
	test('VM-04 10,000 hostile values, field names, operators and criteria: no error of SQL, no row but those that hold literally', async () => {
		const store = await newStore();
		const [made] = fc.sample(world, { numRuns: 1, seed: 7 });
		if (!made) throw new Error('There is no world.');
		await store.run(writeWorld, made);
		const model = new Model(made, CLOCK);
		const bad: unknown[] = [];
		let taken = 0;
		await attempts(TRIES, async (number) => {
			const segment = nastySegment(dice(number + 1));
			try {
				const { count } = await countSegment(store, CATALOGUE, { segment, ...CLOCK });
				taken++;
				const expected = model.search(validateSegment(CATALOGUE, segment)).length;
				if (count !== expected) bad.push({ segment, count, expected });
			} catch (error) {
				if (!(error instanceof EngineError) || error.wayOut === '') bad.push({ segment, error });
			}
		});
		expect(bad).toEqual([]);
		expect(taken).toBeGreaterThan(TRIES / 20);
	});

	test('VM-05 10,000 hostile names to sort by: none reaches a statement', async () => {
		const store = await newStore();
		const [made] = fc.sample(world, { numRuns: 1, seed: 7 });
		if (made) await store.run(writeWorld, made);
		const selection = await createSelection(store, CATALOGUE, { source: { segment: { tabs: [{ kind: 'contact', allRecords: true }] } }, timeZone: 'UTC' });
		const bad: unknown[] = [];
		await attempts(TRIES, async (number) => {
			const roll = dice(number + 1);
			const field = one(roll, [nastyText(roll), `name${nastyText(roll)}`, 'name', 'custom.nickname', 'custom.shoe "size"']);
			const text = nastyText(roll);
			const direction = roll(4) === 0 ? text : 'asc';
			const sort = { field, direction: direction as 'asc' };
			const after = roll(2) === 0 ? { kind: 'contact' as const, value: one<string | number | null>(roll, [text, text, 1.5, NaN, null]), id: one(roll, [0, 1, 2, -1, 0.5, NaN]) } : null;
			const known = CATALOGUE.findField('contact', field) !== undefined && direction === 'asc';
			try {
				const { rows } = await selectionPage(store, CATALOGUE, selection, { sort, after });
				if (!known || rows.length > selection.count) bad.push({ sort, rows });
			} catch (error) {
				if (!(error instanceof EngineError)) bad.push({ sort, after, error });
			}
		});
		expect(bad).toEqual([]);
	});
});
