import { existsSync, readFileSync } from 'node:fs';

import { finishForgetting, forgetPerson } from '../../../engine/consent/forgetPerson';
import { keyed } from '../../../engine/events/intake';
import type { ReceivedEvent } from '../../../engine/events/ReceivedEvent';
import { putDown, takeUpEvents } from '../../../engine/events/takeUpEvents';
import { count, query } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { refsOf } from '../events/storeSteps';
import { ADDRESS, MARK, PersonWorld } from './PersonWorld';

function received(key: string, more: Partial<ReceivedEvent> = {}): ReceivedEvent {
	return { service: 'sendgrid', key, kind: 'clicked', happenedAt: 9_000, address: ADDRESS, messageRef: null, remoteId: null, link: `https://x/?t=${MARK}`, bounce: null, machine: false, reason: MARK, from: null, raw: null, ...more };
}

describeStores('events about somebody who is forgotten', (newStore) => {
	test('X-05 what waited in the intake leaves nothing, and what comes in later only counts', async () => {
		const store = await newStore();
		const { contact } = await PersonWorld.in(store);
		const [sent] = await query(store, `SELECT id FROM message WHERE contact_id = ${contact} AND state = 'sent'`);
		const id = Number(sent?.id);
		const [messageRef = null] = await store.run(refsOf, [id]);
		const rejected = { service: 'sendgrid', reason: 'It has no time.', raw: `{"email":"${ADDRESS}"}` } as const;
		await putDown(store, keyed({ events: [received('before'), received('before, ours', { messageRef })], rejected: [rejected] }));
		await forgetPerson(store, { asked: { by: 'address', address: ADDRESS }, accounts: 'keepWithoutAddress' }, { erasers: [], searchTexts: true });
		await finishForgetting(store);
		const left = async () => Object.entries(await wholeStore(store)).filter(([, rows]) => JSON.stringify(rows).toLowerCase().includes(MARK)).map(([table]) => table);
		expect(await left()).toEqual([]);
		const intake = `${store.location}-intake`;
		if (existsSync(intake)) for (const file of [intake, `${intake}-wal`]) expect(readFileSync(file).toString('latin1').toLowerCase()).not.toContain(MARK);
		const clicks = await count(store, `SELECT click_count FROM message WHERE id = ${id}`);
		await putDown(store, keyed({ events: [received('later'), received('later, ours', { messageRef }), received('no', { kind: 'unsubscribed', messageRef, link: null })], rejected: [] }));
		await takeUpEvents(store);
		expect(await count(store, `SELECT click_count FROM message WHERE id = ${id}`)).toBe(clicks + 1);
		// Only the key of what was just folded stays in the intake, for some days.
		expect(await left()).toEqual([]);
		expect(await count(store, `SELECT COUNT(*) FROM consent_record_no WHERE record_id < 0`)).toBe(0);
	});
});
