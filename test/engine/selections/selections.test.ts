import { NO_PARAMETERS } from '../../../engine/selections/GeneralParameters';
import { countSelection } from '../../../engine/selections/countSelection';
import { createSelection } from '../../../engine/selections/createSelection';
import { getSelection } from '../../../engine/selections/getSelection';
import type { SelectionState } from '../../../engine/selections/Selection';
import { selectionPage, type Page, type PageSort } from '../../../engine/selections/selectionPage';
import { assertProcessable, mayBecome, setSelectionState } from '../../../engine/selections/selectionState';
import { fold } from '../../../engine/store/fold';
import type { Store } from '../../../engine/store/Store';
import { describeStores } from '../../support/stores';
import { CATALOGUE } from '../segments/World';
import { insertRow, runStatement } from '../segments/worldStore';

const DAY = 24 * 3_600_000;
const timeZone = 'Europe/Madrid';
const everyContact = { source: { segment: { tabs: [{ kind: 'contact', allRecords: true }] } }, timeZone };

async function contact(store: Store, id: number, name: string | null, more: Readonly<Record<string, string | number | null>> = {}): Promise<void> {
	await store.run(insertRow, { table: 'contact', row: { id, name, name_f: name === null ? null : fold(name), created_at: 0, updated_at: 0, ...more } });
}

async function contacts(store: Store, names: readonly (string | null)[]): Promise<void> {
	for (const [index, name] of names.entries()) await contact(store, index + 1, name);
}

/** All pages of a walk through a selection. */
async function walk(store: Store, selection: Awaited<ReturnType<typeof createSelection>>, sort: PageSort | null, limit: number): Promise<(string | null)[]> {
	const names: (string | null)[] = [];
	let page: Page = await selectionPage(store, CATALOGUE, selection, { sort, limit });
	for (;;) {
		names.push(...page.rows.map((row) => row.name));
		if (!page.next) return names;
		expect(page.rows).toHaveLength(limit);
		page = await selectionPage(store, CATALOGUE, selection, { sort, limit, after: page.next });
	}
}

describeStores('selections', (newStore) => {
	test('VM-04 élan finds Élan, and Álvarez stands before Zapata', async () => {
		const store = await newStore();
		await contacts(store, ['Zapata', 'Élan', 'Álvarez', null, 'bruno', 'Ñandú', 'Bruno']);
		const search = (value: string) => createSelection(store, CATALOGUE, { source: { segment: { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'name', operator: 'is', value } }] } }, timeZone });
		for (const value of ['élan', 'Elan', 'ÉLAN', 'e\u0301lan']) expect((await search(value)).count).toBe(1);
		const selection = await createSelection(store, CATALOGUE, everyContact);
		expect(await walk(store, selection, { field: 'name', direction: 'asc' }, 2)).toEqual(['Álvarez', 'bruno', 'Bruno', 'Élan', 'Ñandú', 'Zapata', null]);
		expect(await walk(store, selection, { field: 'name', direction: 'desc' }, 2)).toEqual(['Zapata', 'Ñandú', 'Élan', 'bruno', 'Bruno', 'Álvarez', null]);
		expect(await walk(store, selection, null, 3)).toEqual(['Zapata', 'Élan', 'Álvarez', null, 'bruno', 'Ñandú', 'Bruno']);
	});

	test('VM-07 the general parameters ride along', async () => {
		const store = await newStore();
		await contacts(store, ['Ann']);
		const parameters = { reference: 'Spring', dateAt: 1_700_000_000_000, campaignId: 7, assignedUserId: 3, description: 'Élan "x"' };
		const made = await createSelection(store, CATALOGUE, { ...everyContact, parameters });
		expect((await getSelection(store, made.id, store.id)).parameters).toEqual(parameters);
		const plain = await createSelection(store, CATALOGUE, everyContact);
		expect((await getSelection(store, plain.id, store.id)).parameters).toEqual(NO_PARAMETERS);
	});

	test('what was selected stays selected: a later record is no part of it, a deleted one leaves the pages', async () => {
		const store = await newStore();
		await contacts(store, ['Ann', 'Bob', 'Carl']);
		const selection = await createSelection(store, CATALOGUE, everyContact);
		await contact(store, 4, 'Dora');
		await store.run(runStatement, 'DELETE FROM contact WHERE id = 2');
		expect(await walk(store, selection, null, 10)).toEqual(['Ann', 'Carl']);
		expect(await getSelection(store, selection.id, store.id)).toEqual(selection);
		const counts = await countSelection(store, selection);
		expect(counts).toEqual({ byKind: { contact: 3 }, gone: 1, withoutRecipient: 0, withoutAddress: 2, malformedAddress: 0, optedOut: 0, duplicateAddress: 0, mayBeMailed: 0 });
		expect((await getSelection(store, selection.id, store.id)).counts).toEqual(counts);
	});

	test('records named one by one are each taken once, by kind', async () => {
		const store = await newStore();
		await contacts(store, ['Ann', 'Bob']);
		const records = [{ kind: 'contact', id: 2 }, { kind: 'contact', id: 1 }, { kind: 'contact', id: 2 }, ...Array.from({ length: 25_000 }, (_, index) => ({ kind: 'task', id: index + 1 }))];
		const selection = await createSelection(store, CATALOGUE, { source: { records }, timeZone });
		expect([selection.count, selection.byKind]).toEqual([25_002, { contact: 2, task: 25_000 }]);
		expect(await getSelection(store, selection.id, store.id)).toEqual(selection);
		await expect(createSelection(store, CATALOGUE, { source: { records: [{ kind: 'campaign', id: 1 }] }, timeZone })).rejects.toThrow('Item 0 is no record that can be selected: its kind is "campaign".');
		await expect(createSelection(store, CATALOGUE, { source: { records: [{ kind: 'contact', id: 1 }, { kind: 'contact', id: 0.5 }] }, timeZone })).rejects.toThrow('Item 1 has no id of a record.');
		expect((await createSelection(store, CATALOGUE, { source: { records: [] }, timeZone })).count).toBe(0);
	});

	test('a selection that is unknown, of another store, expired or unfinished is refused by name', async () => {
		const store = await newStore();
		await contacts(store, ['Ann']);
		const now = 1_700_000_000_000;
		const { id } = await createSelection(store, CATALOGUE, { ...everyContact, now, expiresInMs: DAY });
		await expect(getSelection(store, 999, store.id, now)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('no selection 999') });
		for (const none of [0, -1, 1.5, NaN, 2 ** 60]) await expect(getSelection(store, none, store.id, now)).rejects.toMatchObject({ code: 'not-found' });
		const foreign = getSelection(store, id, 'another-store', now);
		await expect(foreign).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringMatching(new RegExp(`made in another store \\(another-store\\).*\\(${store.id}\\)`)) });
		expect((await getSelection(store, id, store.id, now + DAY - 1)).id).toBe(id);
		await expect(getSelection(store, id, store.id, now + DAY)).rejects.toMatchObject({ code: 'expired', message: `Selection ${id} expired on 2023-11-15T22:13:20.000Z.` });
		await store.run(runStatement, `UPDATE selection SET state = 'building' WHERE id = ${id}`);
		await expect(getSelection(store, id, store.id, now)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('not finished') });
		await expect(setSelectionState(store, id, 'in_review')).rejects.toMatchObject({ code: 'conflict' });
	});

	test('states move on by a review alone; of two decisions the first counts', async () => {
		const store = await newStore();
		await contacts(store, ['Ann']);
		const { id } = await createSelection(store, CATALOGUE, everyContact);
		await expect(setSelectionState(store, id, 'confirmed')).rejects.toMatchObject({ code: 'conflict', message: `Selection ${id} is open: it can't become confirmed.` });
		await setSelectionState(store, id, 'in_review');
		await setSelectionState(store, id, 'in_review');
		const decided = await Promise.allSettled([
			setSelectionState(store, id, 'confirmed', { by: 'Ann', note: null, at: 1 }),
			setSelectionState(store, id, 'rejected', { by: 'Bob', note: 'no', at: 2 }),
		]);
		expect(decided.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(['confirmed', 'rejected']).toContain((await getSelection(store, id, store.id)).state);
		await expect(setSelectionState(store, 999, 'in_review')).rejects.toMatchObject({ code: 'not-found' });
	});

	test('members are dropped a week after expiry by whoever makes the next selection; the counts stay', async () => {
		const store = await newStore();
		await contacts(store, ['Ann', 'Bob']);
		const now = 1_700_000_000_000;
		const members = async (id: number) => (await selectionPage(store, CATALOGUE, { ...old, id })).rows.length;
		const records = Array.from({ length: 45_000 }, (_, index) => ({ kind: index % 2 === 0 ? 'contact' : 'lead', id: index + 1 }));
		const old = await createSelection(store, CATALOGUE, { source: { records }, timeZone, now, expiresInMs: DAY });
		const younger = await createSelection(store, CATALOGUE, { ...everyContact, now: now + 2 * DAY, expiresInMs: DAY });
		await createSelection(store, CATALOGUE, { ...everyContact, now: now + 8 * DAY });
		expect(await members(old.id)).toBe(1);
		await createSelection(store, CATALOGUE, { ...everyContact, now: now + 8 * DAY + 1 });
		expect([await members(old.id), await members(younger.id)]).toEqual([0, 2]);
		const counted = await store.run(runStatement, `UPDATE selection SET count = count WHERE id = ${old.id} AND count = 45000 AND dropped_at IS NOT NULL`);
		expect(counted).toBe(1);
	});

	test('a page begins only after a row that can be one', async () => {
		const store = await newStore();
		await contacts(store, ['Ann', 'Bob']);
		const selection = await createSelection(store, CATALOGUE, everyContact);
		const sort = { field: 'created_at', direction: 'asc' } as const;
		for (const after of [{ kind: 'contact', value: 'x', id: 1 }, { kind: 'contact', value: NaN, id: 1 }, { kind: 'contact', value: 1, id: 0.5 }, { kind: 'lead', value: 1, id: 1 }] as const) {
			await expect(selectionPage(store, CATALOGUE, selection, { sort, after })).rejects.toMatchObject({ code: 'invalid-input' });
		}
		await expect(selectionPage(store, CATALOGUE, selection, { limit: 0 })).rejects.toThrow('A page can\'t have 0 rows.');
		await expect(selectionPage(store, CATALOGUE, selection, { sort: { field: 'do_not_email', direction: 'asc' } })).rejects.toThrow(/can't be sorted by "Do Not Send Email"/);
	});

	test('a search that found nothing is a selection of none', async () => {
		const store = await newStore();
		const selection = await createSelection(store, CATALOGUE, everyContact);
		expect([selection.count, selection.byKind]).toEqual([0, {}]);
		expect(await selectionPage(store, CATALOGUE, selection)).toEqual({ rows: [], next: null });
		expect((await countSelection(store, selection)).mayBeMailed).toBe(0);
	});

	test('a search in many steps finds what one in a single step does', async () => {
		const store = await newStore();
		const series = store.dialect === 'sqlite' ? `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000) SELECT i FROM n` : 'SELECT i FROM generate_series(1, 40000) AS g(i)';
		await store.run(runStatement, `INSERT INTO contact (id, name, name_f, created_at, updated_at) SELECT i * 50, 'x', 'x', i % 10, 0 FROM (${series}) AS s`);
		const condition = { type: 'group', match: 'any', conditions: [0, 1, 2, 3, 4, 5].map((ms) => ({ type: 'field', field: 'name', operator: 'endsWith', value: ms === 5 ? 'x' : `y${ms}` })) };
		const tabs = [{ kind: 'contact', condition }, { kind: 'contact', condition: { type: 'field', field: 'id', operator: 'isAtMost', value: 700 } }];
		const selection = await createSelection(store, CATALOGUE, { source: { segment: { tabs } }, timeZone });
		expect([selection.count, selection.byKind]).toEqual([40_000, { contact: 40_000 }]);
	});
});

describe('what may be processed', () => {
	const selection = { id: 5, storeId: 's', state: 'open', requireConfirmation: false, count: 1, byKind: {}, counts: null, parameters: NO_PARAMETERS, createdAt: 0, expiresAt: 1 } as const;
	const refused = (state: SelectionState, requireConfirmation: boolean, campaign: boolean): boolean => {
		try {
			assertProcessable({ ...selection, state, requireConfirmation }, campaign);
			return false;
		} catch {
			return true;
		}
	};

	test('confirmed always; open where neither the search nor the campaign asks for confirmation; nothing else', () => {
		for (const search of [false, true]) {
			for (const campaign of [false, true]) {
				expect(refused('confirmed', search, campaign)).toBe(false);
				expect(refused('open', search, campaign)).toBe(search || campaign);
				for (const state of ['in_review', 'rejected', 'expired'] as const) expect(refused(state, search, campaign)).toBe(true);
			}
		}
	});

	test('nothing comes back from rejected or expired, and only a review confirms', () => {
		const states = ['open', 'in_review', 'confirmed', 'rejected', 'expired'] as const;
		const steps = states.flatMap((from) => states.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`));
		expect(steps).toEqual(['open → in_review', 'open → expired', 'in_review → confirmed', 'in_review → rejected', 'in_review → expired', 'confirmed → expired']);
	});
});
