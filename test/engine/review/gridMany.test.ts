import { EVERYTHING_TICKED } from '../../../engine/review/choice/Choice';
import { validateChoice } from '../../../engine/review/choice/validateChoice';
import { countGrid } from '../../../engine/review/grid/countGrid';
import type { GridContext } from '../../../engine/review/grid/GridContext';
import { EVERY_ROW, type GridFilter } from '../../../engine/review/grid/GridFilter';
import { validatePlace, validateSort } from '../../../engine/review/grid/GridOrder';
import { gridPage } from '../../../engine/review/grid/gridPage';
import type { GridPage, GridPlace, GridSort } from '../../../engine/review/grid/GridRow';
import { validateFilter } from '../../../engine/review/grid/validateFilter';
import { reviewSummary } from '../../../engine/review/reviewSummary';
import type { Store } from '../../../engine/store/Store';
import { fold } from '../../../engine/store/fold';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { describeStores } from '../../support/stores';

const MANY = 24_000;
const NAMES = ['Zapata', 'Álvarez', 'bruno', null, 'Élan', 'Ñandú'];
const nameOf = (index: number): string | null => (index % 6 === 3 ? (index % 4_000 === 3 ? null : 'Ana') : `${NAMES[index % 6] ?? ''} ${index % 1_000}`);
/** Some of one name. */
const accountOf = (index: number): string => `Acme ${(index * 37) % 150}`;
const USERS = ['Jane Peacock', 'Margaret Park', 'Steve Johnson'];
const cityOf = (index: number): string => (index === 17 || index === MANY - 2 ? 'Élche' : index % 2 === 0 ? 'Madrid' : 'Roma');

/** More members than a look at each of them is quick for: stores find pages another way then. */
describeStores('the grid of many rows', (newStore) => {
	let store: Store;
	let rows: { readonly id: number; readonly name: string | null; readonly city: string; readonly account: string | null; readonly user: string | null }[];
	let context: GridContext;

	beforeAll(async () => {
		store = await newStore();
		const people = await CampaignWorld.in(store);
		const accounts = await people.add('account', ...Array.from({ length: 200 }, (_, index) => ({ name: accountOf(index) })));
		const belongs = (index: number) => ({ account_id: index % 7 === 0 ? null : (accounts[index % 200]?.id ?? null), assigned_user_id: people.users[index % 4] ?? null });
		const records: Ref[] = await people.contacts(MANY, (index) => ({ name: nameOf(index), city: cityOf(index), ...belongs(index) }));
		rows = records.map(({ id }, index) => ({ id, name: nameOf(index), city: cityOf(index), account: index % 7 === 0 ? null : accountOf(index % 200), user: USERS[index % 4] ?? null }));
		context = { selectionId: await people.select(records), members: { contact: MANY }, campaignId: null, timeZone: 'UTC', labels: {} };
	});

	const page = async (sort: GridSort | null, filter: GridFilter, place: GridPlace, size: number): Promise<GridPage> =>
		await store.run(gridPage, { context, sort, filter, choice: EVERYTHING_TICKED, place, size });

	const ordered = (direction: 'asc' | 'desc', wanted: (row: (typeof rows)[number]) => boolean = () => true, by: 'name' | 'account' | 'user' = 'name'): number[] => {
		const sign = direction === 'asc' ? 1 : -1;
		const folded = (name: string | null) => (name === null ? null : fold(name));
		return rows
			.filter(wanted)
			.map((row) => ({ ...row, key: folded(row[by]) }))
			.sort((one, other) => Number(one.key === null) - Number(other.key === null) || sign * (Buffer.compare(Buffer.from(one.key ?? ''), Buffer.from(other.key ?? '')) || one.id - other.id))
			.map((row) => row.id);
	};

	test.each(['asc', 'desc'] as const)('VM-06 by name %s: the first, the next, the last and the one before it, people of one name and without any', async (direction) => {
		const sort: GridSort = { column: 'name', direction };
		const expected = ordered(direction);
		const first = await page(sort, EVERY_ROW, { at: 'start' }, 500);
		expect(first.rows.map(({ id }) => id)).toEqual(expected.slice(0, 500));
		expect([first.before, first.after]).toEqual([false, true]);
		const edge = first.rows.at(-1);
		if (!edge) throw new Error('The page is empty.');
		const second = await page(sort, EVERY_ROW, { at: 'after', row: edge.at }, 50);
		expect(second.rows.map(({ id }) => id)).toEqual(expected.slice(500, 550));
		const last = await page(sort, EVERY_ROW, { at: 'end' }, 50);
		expect(last.rows.map(({ id }) => id)).toEqual(expected.slice(-50));
		expect([last.before, last.after]).toEqual([true, false]);
		const top = last.rows[0];
		if (!top) throw new Error('The page is empty.');
		expect((await page(sort, EVERY_ROW, { at: 'before', row: top.at }, 50)).rows.map(({ id }) => id)).toEqual(expected.slice(-100, -50));
		// From the middle of four thousand of one name.
		const at = expected.findIndex((id) => rows[id - (rows[0]?.id ?? 0)]?.name === 'Ana') + 2_000;
		const middle = { value: 'ana', kind: 'contact' as const, id: expected[at] ?? 0 };
		expect((await page(sort, EVERY_ROW, { at: 'after', row: middle }, 50)).rows.map(({ id }) => id)).toEqual(expected.slice(at + 1, at + 51));
	});

	test.each([['account', 'account', 'asc'], ['account', 'account', 'desc'], ['assigned_user', 'user', 'asc'], ['assigned_user', 'user', 'desc']] as const)('VM-06 by the name of the %s (%s) %s', async (column, by, direction) => {
		const expected = ordered(direction, undefined, by);
		const first = await page({ column, direction }, EVERY_ROW, { at: 'start' }, 200);
		expect(first.rows.map(({ id }) => id)).toEqual(expected.slice(0, 200));
		const edge = first.rows.at(-1);
		if (!edge) throw new Error('The page is empty.');
		const second = await page({ column, direction }, EVERY_ROW, { at: 'after', row: edge.at }, 200);
		expect(second.rows.map(({ id }) => id)).toEqual(expected.slice(200, 400));
		const top = second.rows[0];
		if (!top) throw new Error('The page is empty.');
		expect((await page({ column, direction }, EVERY_ROW, { at: 'before', row: top.at }, 50)).rows.map(({ id }) => id)).toEqual(expected.slice(150, 200));
		expect((await page({ column, direction }, EVERY_ROW, { at: 'end' }, 50)).rows.map(({ id }) => id)).toEqual(expected.slice(-50));
	});

	test('VM-06 filtered: what is common is found by walking, what is rare by looking at all, what is not there not at all', async () => {
		const by = (value: string): GridFilter => validateFilter({ columns: [{ column: 'city', match: 'all', conditions: [{ operator: 'contains', values: [value] }] }] });
		const sort: GridSort = { column: 'name', direction: 'asc' };
		expect((await page(sort, by('madr'), { at: 'start' }, 50)).rows.map(({ id }) => id)).toEqual(ordered('asc', ({ city }) => city === 'Madrid').slice(0, 50));
		expect((await page(sort, by('elch'), { at: 'start' }, 50)).rows.map(({ id }) => id)).toEqual(ordered('asc', ({ city }) => city === 'Élche'));
		expect(await page(sort, by('nowhere'), { at: 'start' }, 50)).toEqual({ rows: [], before: false, after: false });
		expect(await page(sort, by('nowhere'), { at: 'end' }, 50)).toEqual({ rows: [], before: false, after: false });
		expect((await page(null, by('elch'), { at: 'end' }, 50)).rows.map(({ id }) => id)).toEqual(ordered('asc', ({ city }) => city === 'Élche').sort((one, other) => one - other));
	});

	test('VM-06 as many steps as the page may send are within what the stores take, over every kind', async () => {
		const conditions = Array.from({ length: 10 }, (_, index) => ({ operator: 'contains', values: [`x${index}`] }));
		const filtered = Array.from({ length: 99 }, (_, index) => ({ tick: index % 2 === 0, filter: { columns: [{ column: 'city', match: 'any', conditions }] } }));
		const choice = validateChoice({ steps: [{ tick: false, rows: { contact: Array.from({ length: 100_000 }, (_, index) => index + 1) } }, ...filtered] });
		const every = { lead: 1, contact: MANY, account: 1, message: 1, task: 1, opportunity: 1 };
		expect(await countGrid(store, { context: { ...context, members: every }, filter: EVERY_ROW, choice })).toMatchObject({ rows: MANY, ticked: 0 });
		const words = validateChoice({ steps: Array.from({ length: 12 }, () => ({ tick: true, filter: { words: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] } })) });
		expect(await countGrid(store, { context: { ...context, members: every }, filter: EVERY_ROW, choice: words })).toMatchObject({ ticked: MANY });
	});

	test('VM-06 counts are exact over all windows they are made of', async () => {
		const filter = validateFilter({ words: ['madrid'] });
		const [first, second] = rows;
		const choice = validateChoice({ steps: [{ tick: false, filter: { words: ['roma'] } }, { tick: false, rows: { contact: [first?.id] } }, { tick: true, rows: { contact: [second?.id] } }] });
		const madrid = rows.filter(({ city }) => city === 'Madrid').length;
		const roma = rows.filter(({ city }) => city === 'Roma').length;
		expect(await countGrid(store, { context, filter, choice })).toEqual({ rows: MANY, ticked: MANY - roma - 1 + 1, matching: madrid, matchingTicked: madrid - 1, gone: 0 });
		expect(await store.run(reviewSummary, { context, choice })).toMatchObject({ mayBeMailed: MANY - roma, optedOut: 0, gone: 0 });
	});
});

describe('what comes from the browser', () => {
	const refused: unknown = expect.objectContaining({ code: 'invalid-input' });
	const expectRefused = (validate: () => unknown) => {
		try {
			validate();
		} catch (error) {
			expect(error).toEqual(refused);
			return;
		}
		throw new Error(`This was taken: ${validate.toString()}`);
	};

	test('VM-06 is checked: filters, sorting, places and choices of any other shape are refused', () => {
		const column = (more: object) => ({ columns: [{ column: 'city', match: 'all', conditions: [{ operator: 'is', values: ['x'] }], ...more }] });
		for (const filter of [
			[], 'x', { words: 'x' }, { words: [''] }, { words: ['\0'] }, { words: Array.from({ length: 9 }, () => 'x') }, { columns: {} },
			column({ column: 'name; DROP TABLE contact' }), column({ column: '__proto__' }), column({ match: 'none' }), column({ conditions: [] }),
			column({ conditions: [{ operator: 'matches', values: ['x'] }] }), column({ conditions: [{ operator: 'is', values: [] }] }), column({ conditions: [{ operator: 'is', values: ['x', 'y'] }] }),
			column({ conditions: [{ operator: 'isEmpty', values: ['x'] }] }), column({ conditions: [{ operator: 'is', values: ['x'.repeat(201)] }] }), column({ conditions: [{ operator: 'is', values: [{}] }] }),
			column({ column: 'date', conditions: [{ operator: 'isOn', values: ['yesterday'] }] }), column({ column: 'amount', conditions: [{ operator: 'is', values: ['1; --'] }] }),
			column({ column: 'amount', conditions: [{ operator: 'isBetween', values: [2, 1] }] }), column({ column: 'kind', conditions: [{ operator: 'isAnyOf', values: ['user'] }] }), column({ column: 'consent', conditions: [{ operator: 'isAnyOf', values: ['maybe'] }] }),
			{ columns: [...column({}).columns, ...column({}).columns] },
		]) expectRefused(() => validateFilter(filter));
		for (const sort of ['name', { column: 'nothing', direction: 'asc' }, { column: 'name', direction: 'up' }]) expectRefused(() => validateSort(sort));
		const byName: GridSort = { column: 'name', direction: 'asc' };
		for (const place of [{ at: 'middle' }, { at: 'after' }, { at: 'after', row: { kind: 'user', id: 1, value: 'x' } }, { at: 'before', row: { kind: 'contact', id: -1, value: 'x' } }, { at: 'after', row: { kind: 'contact', id: 1, value: 5 } }, { at: 'after', row: { kind: 'contact', id: 1, value: 'a\0' } }]) {
			expectRefused(() => validatePlace(place, byName));
		}
		expect(() => validatePlace({ at: 'after', row: { kind: 'contact', id: 1, value: 'x' } }, null)).toThrow('no such place');
		for (const choice of [[], { steps: {} }, { steps: [{}] }, { steps: [{ tick: 'yes' }] }, { steps: [{ tick: true, rows: [1] }] }, { steps: [{ tick: true, rows: { user: [1] } }] }, { steps: [{ tick: true, rows: { contact: [0] } }] }, { steps: [{ tick: true, rows: { contact: ['x'] } }] }, { steps: [{ tick: true, filter: { words: 1 } }] }]) {
			expectRefused(() => validateChoice(choice));
		}
		expect(() => validateChoice({ steps: Array.from({ length: 101 }, () => ({ tick: true, rows: {} })) })).toThrow('101 steps');
		expect(() => validateChoice({ steps: [{ tick: true, rows: { contact: Array.from({ length: 100_001 }, (_, index) => index + 1) } }] })).toThrow('100001 rows');
		const eightWords = { tick: false, filter: { words: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] } };
		expect(() => validateChoice({ steps: Array.from({ length: 13 }, () => eightWords) })).toThrow('too many conditions');
		expect(validateChoice(undefined)).toEqual({ steps: [] });
		expect(validateChoice({ steps: [{ tick: false, filter: {} }, { tick: true, rows: { contact: [1] } }, { tick: true }, { tick: false, rows: { lead: ['7'] } }] })).toEqual({ steps: [{ tick: false, rows: { lead: [7] } }] });
	});
});
