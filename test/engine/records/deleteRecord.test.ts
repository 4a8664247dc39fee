import { deleteRecord } from '../../../engine/records/deleteRecord';
import { getRecord } from '../../../engine/records/selectRecords';
import { updateRecord } from '../../../engine/records/writeRecord';
import { count, execute, insertRow, insertRows, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';

const TASKS = 60_000;

describeStores('deleting records on which much hangs', (newStore) => {
	test('others write while a campaign with many tasks and members goes, and nothing of it is left', async () => {
		const store = await newStore();
		const campaignId = await insertRow(store, 'campaign', { name: 'Large' });
		const contactId = await insertRow(store, 'contact', { name: 'Ana' });
		await insertRows(store, 'task', Array.from({ length: TASKS }, () => ({ name: 'T', campaign_id: campaignId, status: 'not_started', outcome: 'open' })));
		await insertRows(store, 'campaign_member', Array.from({ length: 20_000 }, (_, index) => ({ campaign_id: campaignId, kind: 2, record_id: index + 1, status: 'Sent', added_at: 0 })));
		let over = false;
		const deleting = deleteRecord(store, { kind: 'campaign', id: campaignId, reassignTo: null }).finally(() => (over = true));
		let turns = 0;
		while (!over) {
			await store.run(updateRecord, { kind: 'contact', id: contactId, values: { city: `City ${turns}` }, source: 'user', timeZone: 'utc' });
			turns++;
		}
		expect(await deleting).toEqual({ references: TASKS, memberships: 20_000 });
		expect(turns).toBeGreaterThan(0);
		expect(await count(store, 'SELECT COUNT(*) FROM task WHERE campaign_id IS NOT NULL')).toBe(0);
		expect(await count(store, 'SELECT COUNT(*) FROM campaign_member')).toBe(0);
		await expect(store.run(getRecord, { kind: 'campaign', id: campaignId })).rejects.toThrow('no campaign with id');
	});

	test('what hangs on a record anew while it is being deleted is let go too', async () => {
		const store = await newStore();
		const [leaving, staying] = await insertRows(store, 'crm_user', [{ name: 'Leaving' }, { name: 'Staying' }]);
		const tasks = await insertRows(store, 'task', Array.from({ length: TASKS }, () => ({ name: 'T', assigned_user_id: leaving ?? 0 })));
		const leads = await insertRows(store, 'lead', Array.from({ length: 20 }, () => ({ name: 'L' })));
		let over = false;
		const deleting = deleteRecord(store, { kind: 'user', id: leaving ?? 0, reassignTo: staying ?? 0 }).finally(() => (over = true));
		for (const id of leads) {
			if (over) break;
			// Leads are gone through before tasks.
			await execute(store, `UPDATE lead SET assigned_user_id = ${leaving} WHERE id = ${id} AND EXISTS (SELECT 1 FROM crm_user WHERE id = ${leaving})`);
		}
		expect((await deleting).references).toBeGreaterThanOrEqual(tasks.length);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE assigned_user_id = ${staying}`)).toBe(TASKS);
		expect(await count(store, `SELECT COUNT(*) FROM lead WHERE assigned_user_id = ${leaving}`)).toBe(0);
	});

	test('a campaign\'s message that was sent, or may have arrived, is not deleted', async () => {
		const store = await newStore();
		const campaignId = await insertRow(store, 'campaign', { name: 'Kept' });
		const message = async (row: Row) =>
			await insertRow(store, 'message', {
				name: 'M', origin: 'campaign', campaign_id: campaignId, occurrence: '', recipient_kind: 2, recipient_id: (await count(store, 'SELECT COUNT(*) FROM message')) + 1,
				state: 'failed', reason_class: 'server', ...row,
			});
		const kept: Row[] = [
			{ state: 'sent' }, { state: 'claimed' }, { state: 'sending' }, { state: 'uncertain' },
			{ reason_class: 'uncertain' }, { delivered_at: 1 }, { open_count: 1 }, { machine_open_count: 1 }, { click_count: 1 }, { bounce_count: 1 }, { bounced_at: 1 }, { spam_at: 1 }, { unsubscribed_at: 1 },
		];
		for (const row of kept) {
			const id = await message(row);
			await expect(deleteRecord(store, { kind: 'message', id, reassignTo: null })).rejects.toMatchObject({ code: 'not-allowed', message: expect.stringContaining(`Message ${id} was sent`) });
		}
		const gone: Row[] = [{}, { state: 'not_sent', reason_class: 'address' }, { state: 'queued' }, { origin: 'manual', state: 'sent' }];
		for (const row of gone) {
			const id = await message(row);
			await insertRow(store, 'message_event', { message_id: id, kind: 'dropped', happened_at: 1, recorded_at: 1 });
			await deleteRecord(store, { kind: 'message', id, reassignTo: null });
			expect(await count(store, `SELECT COUNT(*) FROM message_event WHERE message_id = ${id}`)).toBe(0);
		}
	});
});
