import { readFileSync } from 'node:fs';

import { checkConsent } from '../../../engine/consent/checkConsent';
import { finishForgetting, forgetPerson, previewForgetting, type ForgetOptions } from '../../../engine/consent/forgetPerson';
import { withoutAddress } from '../../../engine/consent/mentions';
import type { PersonEraser } from '../../../engine/consent/PersonEraser';
import { createRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { brokenOff, watchedStore } from '../../support/watchedStore';
import { wholeStore } from '../../support/wholeStore';
import { ADDRESS, MARK, PersonWorld } from './PersonWorld';

const asked = { by: 'address', address: `  ${ADDRESS.toUpperCase()}` } as const;
const input = { asked, accounts: 'keepWithoutAddress' } as const;
const options: ForgetOptions = { erasers: [], searchTexts: true };

/** Where the person's mark is found, table by table. */
async function traces(store: Store): Promise<string[]> {
	return Object.entries(await wholeStore(store)).flatMap(([table, rows]) => rows.filter((row) => JSON.stringify(row).toLowerCase().includes(MARK)).map((row) => `${table} ${JSON.stringify(row)}`));
}

async function figures(store: Store) {
	return {
		messages: await query(store, `SELECT campaign_id, template_id, origin, channel, recipient_kind, COUNT(*) AS n, SUM(open_count) AS opens, SUM(click_count) AS clicks, MIN(sent_at) AS sent FROM message GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`),
		events: await query(store, `SELECT kind, COUNT(*) AS n, MIN(happened_at) AS first FROM message_event GROUP BY 1 ORDER BY 1`),
		tasks: await query(store, `SELECT status, outcome, COUNT(*) AS n FROM task GROUP BY 1, 2 ORDER BY 1, 2`),
		opportunities: await query(store, `SELECT stage, account_id, COUNT(*) AS n, SUM(amount) AS amount FROM opportunity GROUP BY 1, 2 ORDER BY 1, 2`),
		activities: await query(store, `SELECT COUNT(*) AS n, SUM(duration_minutes) AS minutes FROM activity`),
		calendar: await query(store, `SELECT COUNT(*) AS n FROM event`),
	};
}

describeStores('forgetting a person', (newStore) => {
	test('X-05 a dry run tells what would go and what would remain, and changes nothing', async () => {
		const store = await newStore();
		const { contact, lead } = await PersonWorld.in(store);
		const before = await wholeStore(store);
		const preview = await previewForgetting(store, input, options);
		expect(preview.plan.records.map(({ kind, id }) => [kind, id])).toEqual([['contact', contact], ['lead', lead]]);
		expect(preview.counts).toEqual({
			contact: 1, lead: 1, job_result: 6, event: 2, opportunity: 2, activity: 2, task: 4, unmatched_event: 1, message_event: 4, message: 11, event_participant: 2, campaign_member: 2, selection_member: 2, consent_entry: 2, consent_record_no: 2, consent_address_no: 1, suppressed_address: 1,
		});
		expect(preview).toMatchObject({ accountsKept: 1, services: [] });
		expect(preview.remains.map((one) => one.where)).toEqual(expect.arrayContaining(['the mail server (SMTP)', 'sendgrid', 'n8n', 'backups']));
		expect(await wholeStore(store)).toEqual(before);
	});

	test('X-05 nothing of the person is left in any table; figures and other people stay', async () => {
		const store = await newStore();
		const { other, account, world } = await PersonWorld.in(store);
		const others = async () => ({
			contact: await query(store, `SELECT * FROM contact WHERE id = ${other}`),
			messages: await query(store, `SELECT * FROM message WHERE contact_id = ${other} ORDER BY id`),
			consent: await query(store, `SELECT * FROM consent_record_no WHERE record_id = ${other}`),
			members: await query(store, `SELECT * FROM campaign_member WHERE record_id = ${other}`),
			fair: await query(store, `SELECT p.record_id, e.name FROM event_participant AS p JOIN event AS e ON e.id = p.event_id WHERE p.kind = 2 AND p.record_id = ${other}`),
			results: await query(store, `SELECT * FROM job_result WHERE old_value LIKE '%innocent%' OR new_value LIKE '%innocent%' ORDER BY kind, record_id`),
		});
		const [before, counts, planned] = [await others(), await figures(store), await previewForgetting(store, input, options)];
		const done = await forgetPerson(store, input, options);
		expect(done.counts).toEqual(planned.counts);
		expect(done.mentions).toEqual({ task: 1, saved_filter: 1 });
		expect(await traces(store)).toEqual([]);
		expect(await figures(store)).toEqual(counts);
		expect(await others()).toEqual(before);
		expect(await query(store, `SELECT name, email, email_key, phone FROM account WHERE id = ${account}`)).toEqual([{ name: 'Company', email: null, email_key: null, phone: '+34 1' }]);
		expect(await count(store, `SELECT COUNT(*) FROM contact`)).toBe(1);
		const states = await query(store, `SELECT state, reason, reason_class, COUNT(*) AS n FROM message WHERE recipient_id < 0 GROUP BY 1, 2, 3 ORDER BY 1, 2`);
		expect(states).toEqual([
			{ state: 'failed', reason: null, reason_class: 'server', n: 2 },
			{ state: 'failed', reason: null, reason_class: 'uncertain', n: 2 },
			{ state: 'not_sent', reason: 'Asked to be forgotten', reason_class: 'policy', n: 2 },
			{ state: 'not_sent', reason: 'Opted out', reason_class: 'policy', n: 2 },
			{ state: 'sent', reason: null, reason_class: null, n: 3 },
		].sort((a, b) => a.state.localeCompare(b.state)));
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE recipient_id < 0 AND (holds_address <> 0 OR address_key IS NOT NULL OR contact_id IS NOT NULL OR lead_id IS NOT NULL OR account_id IS NOT NULL)`)).toBe(0);
		expect(await query(store, `SELECT name, name_f FROM task WHERE name LIKE 'Ask%'`)).toEqual([{ name: 'Ask about [forgotten]', name_f: 'ask about [forgotten]' }]);
		expect(await store.run(checkConsent, { questions: [{ address: ADDRESS, record: null }], campaignId: world.campaignId })).toMatchObject([{ mayBeEmailed: false, reasons: [{ kind: 'forgotten' }] }]);
		await expect(store.run(createRecord, { kind: 'contact', values: { email: ADDRESS }, source: 'crm', timeZone: 'UTC' })).rejects.toMatchObject({ code: 'not-allowed' });
		expect((await forgetPerson(store, input, options)).counts).toEqual({});
	}, 120_000);

	test('X-05 by a record: it, its address and the records that share it; an account that is the person goes too', async () => {
		const store = await newStore();
		const { account, other } = await PersonWorld.in(store);
		const done = await forgetPerson(store, { asked: { by: 'record', kind: 'account', id: account }, accounts: 'forget' }, options);
		expect(done).toMatchObject({ accountsKept: 0, counts: { account: 1, contact: 1, lead: 1 } });
		expect(await traces(store)).toEqual([]);
		expect(await count(store, 'SELECT COUNT(*) FROM account')).toBe(0);
		expect(await query(store, `SELECT name, account_id FROM contact`)).toEqual([{ name: 'Other', account_id: null }]);
		expect(await count(store, `SELECT COUNT(*) FROM task WHERE contact_id = ${other} AND name LIKE 'Call%'`)).toBe(1);
	});

	test('X-05 broken off after any commit and called again by the address, it ends as if it had not been', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		const steps: string[] = [];
		// Each run is broken off one step later than the run before.
		for (let nth = 1; ; nth++) {
			let times = 0;
			const killed = watchedStore(store, {
				after: (name) => {
					if (++times === nth) {
						steps.push(name);
						throw new Error('killed');
					}
				},
			});
			const done = await forgetPerson(killed, input, options).then(() => 'done', (error: unknown) => String(error));
			expect(['done', 'Error: killed']).toContain(done);
			expect(await store.run(checkConsent, { questions: [{ address: ADDRESS, record: null }], campaignId: null })).toMatchObject([{ mayBeEmailed: false }]);
			if (done === 'done') break;
		}
		expect(new Set(steps).size).toBeGreaterThan(5);
		expect(await traces(store)).toEqual([]);
		const [one, uninterrupted] = [await figures(store), await newStore()];
		await PersonWorld.in(uninterrupted);
		await forgetPerson(uninterrupted, input, options);
		expect(one).toEqual(await figures(uninterrupted));
	}, 120_000);

	test('X-05 also broken off right in the middle of deleting the records', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		await expect(forgetPerson(brokenOff(store, 'after', 'records.deleteSlice', 1), input, options)).rejects.toThrow('killed');
		await forgetPerson(store, input, options);
		expect(await traces(store)).toEqual([]);
	});

	test('X-05 nothing of the person is left in the file, nor in its journal', async () => {
		const store = await newStore();
		const { contact } = await PersonWorld.in(store);
		// What moves about in a file leaves traces: short and long by turns, and rows beside it that come and go.
		for (let round = 0; round < 6; round++) {
			await execute(store, `UPDATE contact SET description = '${`${MARK} `.repeat(round % 2 ? 5 : 900)}' WHERE id = ${contact}`);
			for (let row = 0; row < 20; row++) await insertRow(store, 'lead', { name: `Filler ${row}`, email: `filler${round}.${row}@example.com`, description: 'f'.repeat(500) });
			await execute(store, `DELETE FROM lead WHERE id % 3 = 0 AND name LIKE 'Filler%'`);
		}
		await forgetPerson(store, input, options);
		const erased = await finishForgetting(store);
		if (store.dialect === 'postgres') return expect(erased).toEqual({ kind: 'by vacuum' });
		expect(erased).toEqual({ kind: 'gone' });
		for (const file of [store.location, `${store.location}-wal`]) expect(readFileSync(file).toString('latin1').toLowerCase().split(MARK).length - 1).toBe(0);
		expect(readFileSync(store.location).toString('latin1')).toContain('Filler 1');
	}, 120_000);

	test('X-05 while a mail is on the wire it is refused, and nothing is changed', async () => {
		const store = await newStore();
		const { contact } = await PersonWorld.in(store);
		await execute(store, `UPDATE message SET state = 'sending' WHERE contact_id = ${contact} AND state = 'queued'`);
		const before = await wholeStore(store);
		await expect(forgetPerson(store, input, options)).rejects.toMatchObject({ code: 'conflict', wayOut: expect.stringMatching(/again/) });
		expect(await wholeStore(store)).toEqual(before);
	});

	test('X-05 VM-19 services that are ticked forget too; what fails there is listed, and can be tried again', async () => {
		const store = await newStore();
		await PersonWorld.in(store);
		const calls: string[] = [];
		let broken = true;
		const eraser = (service: string, erase: PersonEraser['erase']): PersonEraser => ({ service, erase: async (address) => (calls.push(`${service} ${address}`), await erase(address)) });
		const erasers = [
			eraser('smtp', async () => ({ kind: 'erased', note: null })),
			eraser('SendGrid', async () => (broken ? await Promise.reject(new Error('401')) : { kind: 'erased', note: 'gone within 30 days' })),
			eraser('Brevo', async () => ({ kind: 'unknown' })),
		];
		const first = await forgetPerson(store, input, { ...options, erasers });
		expect(first.services).toEqual([
			{ service: 'smtp', outcome: { kind: 'erased', note: null } },
			{ service: 'SendGrid', outcome: { kind: 'failed', reason: '401' } },
			{ service: 'Brevo', outcome: { kind: 'unknown' } },
		]);
		const where = first.remains.map((one) => one.where);
		expect(where).toContain('SendGrid');
		expect(where).not.toContain('the mail server (SMTP)');
		broken = false;
		const again = await forgetPerson(store, input, { ...options, erasers });
		expect(again.remains.find((one) => one.where === 'SendGrid')?.what).toBe('gone within 30 days');
		expect(calls).toEqual(['smtp', 'SendGrid', 'Brevo', 'smtp', 'SendGrid', 'Brevo'].map((service) => `${service} ${ADDRESS}`));
	});

	test('X-05 somebody of whom nothing is held is refused from then on all the same; a salesperson stays and is named', async () => {
		const store = await newStore();
		const id = await insertRow(store, 'crm_user', { name: 'Sales', email: 'sales@example.com', active: 1 });
		const done = await forgetPerson(store, { asked: { by: 'address', address: 'sales@example.com' }, accounts: 'forget' }, options);
		expect(done).toMatchObject({ counts: {}, mentions: {} });
		expect(done.remains.map((one) => one.what).join()).toContain(`User ${id} has this address`);
		expect(await count(store, 'SELECT COUNT(*) FROM forgotten_address')).toBe(1);
		await expect(forgetPerson(store, { asked: { by: 'address', address: 'nobody' }, accounts: 'forget' }, options)).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(forgetPerson(store, { asked: { by: 'record', kind: 'lead', id: 99 }, accounts: 'forget' }, options)).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('taking an address out of a text', () => {
	test.each([
		['Write to Ana@X.com.', 'Write to [forgotten].'],
		['<mailto:ana@x.com>,ana@x.com', '<mailto:[forgotten]>,[forgotten]'],
		['https://e.com/?u=ana%40x.com&b=1', 'https://e.com/?u=[forgotten]&b=1'],
		['hana@x.com, x.ana@x.com, ana@x.com.es, ana@x.company', 'hana@x.com, x.ana@x.com, ana@x.com.es, ana@x.company'],
		['{"a":"ana@x.com"}', '{"a":"[forgotten]"}'],
	])('X-05 %s', (text, rid) => {
		expect(withoutAddress(text, 'ana@x.com')).toBe(rid);
	});

	test('X-05 characters that mean something in patterns are taken as they are', () => {
		expect(withoutAddress('o.b+c*d@x.com oxb+c*d@x.com', 'o.b+c*d@x.com')).toBe('[forgotten] oxb+c*d@x.com');
	});
});
