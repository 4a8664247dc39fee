import { checkConsent } from '../../../engine/consent/checkConsent';
import { rehearseConsent, setConsent } from '../../../engine/consent/setConsent';
import { countFailedToQueue, queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { logMessages, rehearseLog } from '../../../engine/messages/logMessages';
import { rehearseWrite } from '../../../engine/records/rehearseWrite';
import { CampaignWorld } from '../../support/campaignWorld';
import { execute } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';

describeStores('what is only rehearsed', (newStore) => {
	test('X-02 answers as the real thing does, and leaves nothing behind', async () => {
		const store = await newStore();
		const world = await CampaignWorld.in(store);
		await world.contacts(3);
		const no = { decision: 'no', address: `person1@${world.domain}`, record: null, scope: 'all', scopeRef: '', source: 'user', reason: null, proof: null, happenedAt: 5 } as const;
		const message = { address: `person2@${world.domain}`, record: null, subject: 'Hello', description: null, sentAt: 5, externalId: 'x' };
		const log = { channel: 'email', campaignId: null, messages: [message, message] } as const;

		const before = await wholeStore(store);
		const [consent, logged] = [await store.run(rehearseConsent, no), await store.run(rehearseLog, log)];
		expect(await wholeStore(store)).toEqual(before);
		expect(await store.run(checkConsent, { questions: [{ address: no.address, record: null }], campaignId: null })).toMatchObject([{ mayBeEmailed: true }]);

		expect(consent).toEqual(await store.run(setConsent, no));
		expect(logged.map((outcome) => outcome.kind)).toEqual((await store.run(logMessages, log)).map((outcome) => outcome.kind));
	});

	test('X-02 what the real thing refuses is refused, and what others do at once is not taken back', async () => {
		const store = await newStore();
		const world = await CampaignWorld.in(store);
		const [person] = await world.contacts(1);
		const asked = { how: 'update', kind: 'contact', id: person?.id ?? 0, source: 'user', timeZone: 'UTC' } as const;
		await expect(store.run(rehearseWrite, { ...asked, values: { account_id: 999_999 } })).rejects.toMatchObject({ code: 'not-found' });
		const done = await Promise.all([
			store.run(rehearseWrite, { ...asked, values: { city: 'Roma' } }),
			execute(store, `UPDATE contact SET phone = '1' WHERE id = ${person?.id}`),
			store.run(rehearseWrite, { ...asked, values: { city: 'Milano' } }),
		]);
		expect(done[0]).toMatchObject({ outcome: 'updated', changes: [{ field: 'city', from: null, to: 'Roma' }] });
		expect((await wholeStore(store)).contact).toEqual([expect.objectContaining({ city: null, phone: '1' })]);
	});

	test('X-02 failed messages are counted as they are queued again', async () => {
		const store = await newStore();
		const world = await CampaignWorld.in(store);
		await world.queue(await world.contacts(5));
		await execute(store, `UPDATE message SET state = 'failed', reason_class = 'server'`);
		// Left uncertain by a person: it may have arrived.
		await execute(store, `UPDATE message SET reason_class = 'uncertain' WHERE id = (SELECT MIN(id) FROM message)`);
		const asked = { campaignId: world.campaignId, messageIds: null };
		expect(await countFailedToQueue(store, asked)).toBe(4);
		expect(await queueFailedAgain(store, asked)).toBe(4);
		await expect(countFailedToQueue(store, { campaignId: null, messageIds: null })).rejects.toMatchObject({ code: 'invalid-input' });
	});
});
