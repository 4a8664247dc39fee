import { CLAIM_LEASE, MAX_ATTEMPTS } from '../../../engine/delivery/MessageState';
import { claimMessages } from '../../../engine/delivery/claimMessages';
import { deliver, type DeliverOptions } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { deliveryCounts } from '../../../engine/delivery/deliveryCounts';
import type { SendOutcome } from '../../../engine/delivery/MailChannel';
import { messageIdOf } from '../../../engine/delivery/messageRef';
import { settleAndMark } from '../../../engine/delivery/settleMessages';
import { queueFailedAgain } from '../../../engine/delivery/queueFailedAgain';
import { settleUncertain } from '../../../engine/delivery/settleUncertain';
import { setConsent } from '../../../engine/consent/setConsent';
import { deleteCustomField, createCustomField } from '../../../engine/records/customFields';
import { deleteRecord } from '../../../engine/records/deleteRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld } from '../../support/campaignWorld';
import { FakeChannel, SENT } from '../../support/FakeChannel';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

const FROM = { name: 'Shop', address: 'shop@example.com', replyTo: null };

describeStores('delivery', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});
	// What one test leaves in the queue is no other test's business.
	afterEach(async () => {
		await execute(store, `UPDATE message SET state = 'failed' WHERE state IN ('queued', 'claimed', 'sending', 'uncertain')`);
	});

	const options = (more: Partial<DeliverOptions> = {}): DeliverOptions => ({
		campaignId: world.campaignId, from: FROM, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null, ...more,
	});
	const messages = () => query(store, `SELECT * FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`);
	const due = () => execute(store, `UPDATE message SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL AND state = 'queued'`);
	const sayNo = (address: string | null, record: { kind: 'contact'; id: number } | null, scope: 'all' | 'campaign' = 'all') =>
		store.run(setConsent, {
			decision: 'no', address, record, scope, scopeRef: scope === 'campaign' ? String(world.campaignId) : '', source: 'user', reason: null, proof: null, happenedAt: null,
		});

	test('VM-08 one mail per queued message, filled in, with a reference that finds its message', async () => {
		const account = await insertRow(store, 'account', { name: 'Embraer & Co' });
		await world.queue(await world.contacts(3, (index) => ({ account_id: account, email: `Mail${index}@Example.com` })));
		const channel = new FakeChannel();
		const result = await deliver(store, channel, options());
		expect(result).toEqual({ sent: 3, failed: 0, deferred: 0, uncertain: 0, notSent: 0, withoutSender: 0, withoutUnsubscribe: 0, ended: { kind: 'queue empty' } });
		expect(channel.mails[0]).toMatchObject({
			from: { name: 'Shop', address: 'sender@example.com' },
			to: { name: 'Person 1', address: 'mail0@example.com' },
			subject: 'Hello Person 1',
			html: expect.stringContaining('Hello Person 1 of Embraer &amp; Co'),
		});
		const rows = await messages();
		expect(rows[0]).toMatchObject({
			state: 'sent', channel: 'fake', remote_id: 'remote-1', server_reply: '250 OK', subject: 'Hello Person 1', subject_f: 'hello person 1', attempts: 1, claimed_by: null,
			lease_until: null, sent_at: expect.any(Number),
		});
		const [key] = await query(store, `SELECT secret FROM signing_key WHERE purpose = 'message-ref'`);
		expect(channel.mails.map((mail) => messageIdOf(mail.messageRef, String(key?.secret)))).toEqual(rows.map((row) => row.id));
	});

	const outcomes: [SendOutcome, string, Record<string, unknown>, Record<string, unknown>][] = [
		[SENT, 'sent', { reason: null, reason_class: null }, { sent: 1 }],
		[{ kind: 'refused', permanent: true, reply: '550 no such user' }, 'failed', { reason_class: 'server', reason: 'Refused by the server', server_reply: '550 no such user' }, { failed: 1 }],
		[{ kind: 'refused', permanent: false, reply: '451 later' }, 'queued', { next_attempt_at: expect.any(Number), server_reply: '451 later', attempts: 1, reason: null }, { deferred: 1 }],
		[{ kind: 'uncertain', reply: 'socket closed' }, 'uncertain', { reason: 'The answer was lost', server_reply: 'socket closed' }, { uncertain: 1 }],
		[{ kind: 'unreachable', reply: 'ECONNREFUSED' }, 'queued', { next_attempt_at: null, attempts: 0 }, { ended: { kind: 'unreachable', reply: 'ECONNREFUSED' } }],
	];
	test.each(outcomes)('the outcome %j makes the message %s', async (outcome, state, row, result) => {
		await world.queue(await world.contacts(1));
		expect(await deliver(store, new FakeChannel(() => outcome), options())).toMatchObject(result);
		expect(await messages()).toEqual([expect.objectContaining({ state, claimed_by: null, lease_until: null, ...row })]);
	});

	test('a channel that throws leaves the mail uncertain, and words with a NUL in them are stored', async () => {
		await world.queue(await world.contacts(2));
		const channel = new FakeChannel((mail) => {
			if (mail.to.address.startsWith('person1')) throw new Error('broke');
			return { kind: 'refused', permanent: true, reply: '550 \u0000 no' };
		});
		expect(await deliver(store, channel, options())).toMatchObject({ uncertain: 1, failed: 1 });
		expect((await messages()).map((row) => row.server_reply)).toEqual(['broke', '550   no']);
	});

	test('a temporary refusal comes back later, longer each time, and ends as failed after six', async () => {
		await world.queue(await world.contacts(1));
		const channel = new FakeChannel(() => ({ kind: 'refused', permanent: false, reply: '451 later' }));
		const waits: number[] = [];
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			const before = Date.now();
			await deliver(store, channel, options());
			const [row] = await messages();
			if (attempt < MAX_ATTEMPTS) {
				expect(row).toMatchObject({ state: 'queued', attempts: attempt });
				waits.push(Math.round((Number(row?.next_attempt_at) - before) / 60_000));
				expect(await deliver(store, channel, options())).toMatchObject({ deferred: 0, ended: { kind: 'queue empty' } });
				await due();
			} else {
				expect(row).toMatchObject({ state: 'failed', attempts: MAX_ATTEMPTS, reason: 'Refused again and again' });
			}
		}
		expect(waits).toEqual([5, 10, 20, 40, 80]);
		expect(channel.mails).toHaveLength(MAX_ATTEMPTS);
	});

	test('unreachable: everything is back in the queue, and what was sent before stays sent', async () => {
		await world.queue(await world.contacts(600));
		let sent = 0;
		const channel = new FakeChannel(() => (++sent <= 300 ? SENT : { kind: 'unreachable', reply: 'gone' }));
		const result = await deliver(store, channel, options());
		expect(result).toMatchObject({ sent: 300, deferred: 0, ended: { kind: 'unreachable', reply: 'gone' } });
		expect(await store.run(deliveryCounts, { campaignId: world.campaignId })).toEqual({ queued: 300, claimed: 0, sending: 0, uncertain: 0 });
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: 300 });
	});

	test('X-03 lost answers become uncertain and are never sent again by themselves: 0 double sends in 1,000 losses', async () => {
		await world.queue(await world.contacts(1_000));
		const channel = new FakeChannel(() => ({ kind: 'uncertain', reply: 'lost' }));
		expect(await deliver(store, channel, options())).toMatchObject({ uncertain: 1_000 });
		expect(await deliver(store, channel, options())).toMatchObject({ uncertain: 0, ended: { kind: 'queue empty' } });
		expect(Math.max(...channel.byAddress().values())).toBe(1);
		expect(channel.mails).toHaveLength(1_000);
	});

	test('VM-12 who opted out or was deleted between creation and sending gets nothing, and makes room for others', async () => {
		const people = await world.contacts(5);
		await world.queue(people);
		await sayNo(`person1@${world.domain}`, null);
		await sayNo(null, { kind: 'contact', id: people[1]?.id ?? 0 });
		await sayNo(`person3@${world.domain}`, null, 'campaign');
		await deleteRecord(store, { kind: 'contact', id: people[3]?.id ?? 0, reassignTo: null });
		const channel = new FakeChannel();
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 1, notSent: 4 });
		expect(channel.mails.map((mail) => mail.to.address)).toEqual([`person5@${world.domain}`]);
		expect((await messages()).map((row) => [row.state, row.reason, row.reason_class, row.holds_address])).toEqual([
			...[1, 2, 3].map(() => ['not_sent', 'Opted out', 'policy', 0]),
			['not_sent', 'Record deleted', 'policy', 0],
			['sent', null, null, 1],
		]);
	});

	test('VM-12 a no on the record for this campaign, said between creation and sending, holds', async () => {
		const people = await world.contacts(1);
		await world.queue(people);
		await sayNo(null, { kind: 'contact', id: people[0]?.id ?? 0 }, 'campaign');
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: 0, notSent: 1 });
	});

	test('claims run out and are taken by the next run; what was being sent then becomes uncertain', async () => {
		await world.queue(await world.contacts(4));
		const claimed = await store.run(claimMessages, { worker: 'dead', limit: 10, campaignId: world.campaignId, afterId: 0 });
		const onTheWire = claimed.messages.slice(0, 1).map((message) => message.id);
		expect(await store.run(settleAndMark, { worker: 'dead', channel: 'fake', settled: [], mark: onTheWire })).toEqual({ marked: onTheWire, notSent: 0 });
		const channel = new FakeChannel();
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 0 });
		await execute(store, `UPDATE message SET lease_until = lease_until - ${CLAIM_LEASE * 20} WHERE claimed_by = 'dead'`);
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 3 });
		expect((await messages()).map((row) => row.state)).toEqual(['uncertain', 'sent', 'sent', 'sent']);
		// The dead one comes back: nothing of it is his any more.
		expect(await store.run(settleAndMark, { worker: 'dead', channel: 'fake', settled: [], mark: claimed.messages.map((message) => message.id) })).toEqual({ marked: [], notSent: 0 });
		expect(Math.max(...channel.byAddress().values())).toBe(1);
	});

	test('X-03 four delivery runs at once over one store send each message exactly once', async () => {
		await world.queue(await world.contacts(1_200));
		const channel = new FakeChannel();
		const results = await Promise.all([1, 2, 3, 4].map(() => deliver(store, channel, options())));
		expect(results.reduce((sum, result) => sum + result.sent, 0)).toBe(1_200);
		expect(channel.mails).toHaveLength(1_200);
		expect(new Set(channel.mails.map((mail) => mail.to.address)).size).toBe(1_200);
	});

	test('maxMessages and maxTime end a run, an abort stops it, and the rest is sent by the next', async () => {
		await world.queue(await world.contacts(700));
		expect(await deliver(store, new FakeChannel(), options({ maxMessages: 260 }))).toMatchObject({ sent: 260, ended: { kind: 'limit reached' } });
		const slow = new FakeChannel(() => new Promise((resolve) => setTimeout(() => resolve(SENT), 20)));
		const timed = await deliver(store, slow, options({ maxTime: 200 }));
		expect(timed.ended).toEqual({ kind: 'limit reached' });
		expect(timed.sent).toBe(slow.mails.length);
		expect(timed.sent).toBeLessThan(400);
		const stop = new AbortController();
		const stopping = new FakeChannel((_mail) => {
			stop.abort();
			return SENT;
		});
		const stopped = await deliver(store, stopping, options({ signal: stop.signal }));
		expect(stopped).toMatchObject({ sent: stopping.mails.length, ended: { kind: 'stopped' } });
		const left = await store.run(deliveryCounts, { campaignId: world.campaignId });
		expect(left).toMatchObject({ claimed: 0, sending: 0, queued: 700 - 260 - timed.sent - stopped.sent });
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: left.queued });
	});

	test('only the campaign asked for is delivered; a date to come is waited for', async () => {
		await world.queue(await world.contacts(2));
		const other = await world.newCampaign('Other');
		await world.queue(await world.contacts(3), { campaignId: other });
		await world.queue(await world.contacts(4), { campaignId: await world.newCampaign('Next week'), dateAt: Date.now() + 7 * 86_400_000 });
		expect(await deliver(store, new FakeChannel(), options({ campaignId: other }))).toMatchObject({ sent: 3 });
		expect(await deliver(store, new FakeChannel(), options({ campaignId: null }))).toMatchObject({ sent: 2, ended: { kind: 'queue empty' } });
	});

	test('one template that can\'t be filled in any more fails its own messages, and holds nobody else up', async () => {
		await store.run(createCustomField, { kind: 'contact', name: `colour${world.campaignId}`, label: '', type: 'text', options: [] });
		const templateId = await insertRow(store, 'template', { name: 'Colours', subject: 'x', html: `{{ recipient.custom.colour${world.campaignId} }}`, from_email: 'a@example.com' });
		await world.process(await world.select(await world.contacts(2)), { ...world.messages, templateId }, { campaignId: world.campaignId });
		await deleteCustomField(store, { kind: 'contact', name: `colour${world.campaignId}` });
		await world.queue(await world.contacts(2, (index) => ({ email: `other${index}@example.com` })));
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: 2, failed: 2, ended: { kind: 'queue empty' } });
		expect((await messages())[0]).toMatchObject({ state: 'failed', reason: 'The template could not be filled in', server_reply: expect.stringContaining('colour') });
	});

	test('without a sender a message stays in the queue, counted, and holds nobody else up', async () => {
		const templateId = await insertRow(store, 'template', { name: 'From nobody', subject: 'x', html: '<p>x</p>' });
		await world.process(await world.select(await world.contacts(2)), { ...world.messages, templateId }, { campaignId: world.campaignId });
		await world.queue(await world.contacts(2, (index) => ({ email: `other${index}@example.com` })));
		const nobody = { name: null, address: null, replyTo: null };
		expect(await deliver(store, new FakeChannel(), options({ from: nobody }))).toMatchObject({ sent: 2, withoutSender: 2 });
		expect(await store.run(deliveryCounts, { campaignId: world.campaignId })).toMatchObject({ queued: 2, claimed: 0 });
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: 2, withoutSender: 0 });
	});

	test('VM-12 a no said between claim and wire holds', async () => {
		await world.queue(await world.contacts(60));
		const channel = new FakeChannel(async (mail) => {
			if (mail.to.address.startsWith('person1@')) await sayNo(`person60@${world.domain}`, null);
			return SENT;
		});
		expect(await deliver(store, channel, options({ rate: 100 }))).toMatchObject({ sent: 59, notSent: 1 });
		expect(channel.mails.map((mail) => mail.to.address)).not.toContain(`person60@${world.domain}`);
	});

	test('a store that fails in the middle loses no outcome and sends nothing twice', async () => {
		await world.queue(await world.contacts(600));
		let commits = 0;
		const flaky: Store = {
			dialect: store.dialect, id: store.id, location: store.location,
			intake: store.intake,
			close: () => store.close(),
			run: async (transaction, input) => {
				if (transaction.name === settleAndMark.name && ++commits > 10 && commits <= 13) throw new Error('the store is away');
				return await store.run(transaction, input);
			},
		};
		const channel = new FakeChannel();
		await expect(deliver(flaky, channel, options())).rejects.toThrow('the store is away');
		const counts = await store.run(deliveryCounts, { campaignId: world.campaignId });
		expect(counts).toEqual({ queued: 600 - channel.mails.length, claimed: 0, sending: 0, uncertain: 0 });
		expect(channel.mails.length).toBeGreaterThan(0);
		expect(await deliver(store, channel, options())).toMatchObject({ sent: counts.queued });
		expect(Math.max(...channel.byAddress().values())).toBe(1);
	});

	test('uncertain ones are settled by a person: arrived, again, or given up', async () => {
		await world.queue(await world.contacts(3));
		await deliver(store, new FakeChannel(() => ({ kind: 'uncertain', reply: 'lost' })), options());
		const ids = (await messages()).map((row) => Number(row.id));
		for (const [index, decision] of (['sent', 'queue', 'failed'] as const).entries()) {
			expect(await settleUncertain(store, { messageIds: ids.slice(index, index + 1), campaignId: null, decision })).toBe(1);
		}
		expect((await messages()).map((row) => [row.state, row.reason_class])).toEqual([['sent', null], ['queued', null], ['failed', 'uncertain']]);
		// Given up by a person it may have arrived all the same: never sent again.
		expect(await queueFailedAgain(store, { messageIds: ids, campaignId: null })).toBe(0);
		expect((await messages())[0]).toMatchObject({ sent_at: expect.any(Number), reason: null });
		expect(await settleUncertain(store, { messageIds: ids, campaignId: null, decision: 'queue' })).toBe(0);
		await expect(settleUncertain(store, { messageIds: null, campaignId: null, decision: 'queue' })).rejects.toMatchObject({ code: 'invalid-input' });
		expect(await deliver(store, new FakeChannel(), options())).toMatchObject({ sent: 1 });
	});

	test('failed ones are queued again as new, others are left alone', async () => {
		await world.queue(await world.contacts(3));
		await deliver(store, new FakeChannel((mail) => (mail.to.address.startsWith('person2') ? { kind: 'refused', permanent: true, reply: '550' } : SENT)), options());
		expect(await queueFailedAgain(store, { messageIds: null, campaignId: world.campaignId })).toBe(1);
		expect((await messages())[1]).toMatchObject({ state: 'queued', attempts: 0, reason: null, reason_class: null });
		await expect(queueFailedAgain(store, { messageIds: null, campaignId: null })).rejects.toMatchObject({ code: 'invalid-input' });
		const channel = new FakeChannel();
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 1 });
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId} AND state = 'sent'`)).toBe(3);
	});

	test('who corrected an address after a failure and queues again reaches the new one; one that is taken stays', async () => {
		const people = await world.contacts(5);
		await world.queue(people);
		await deliver(store, new FakeChannel((mail) => (mail.to.address.startsWith('person5@') ? SENT : { kind: 'refused', permanent: true, reply: '550' })), options());
		const becomes = ['new', 'new', 'person5', null];
		for (const [index, name] of becomes.entries()) {
			const address = name === null ? 'NULL' : `'${name}@${world.domain}'`;
			await execute(store, `UPDATE contact SET email = ${address}, email_key = ${address} WHERE id = ${people[index]?.id ?? 0}`);
		}
		expect(await queueFailedAgain(store, { messageIds: null, campaignId: world.campaignId })).toBe(4);
		const channel = new FakeChannel();
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 4 });
		expect(channel.mails.map((mail) => mail.to.address.split('@')[0])).toEqual(['new', 'person2', 'person3', 'person4']);
	});

	test('what lies in the queue before it, not due or of others, holds no campaign up, and what comes due meanwhile is sent', async () => {
		await world.queue(await world.contacts(600), { campaignId: await world.newCampaign('Next week'), dateAt: Date.now() + 7 * 86_400_000 });
		await world.queue(await world.contacts(600));
		await execute(store, `UPDATE message SET next_attempt_at = ${Date.now() + 3_600_000} WHERE campaign_id = ${world.campaignId} AND recipient_id % 2 = 0`);
		let comingDue: Promise<unknown> | null = null;
		const channel = new FakeChannel(async () => {
			// All further ones wait for it: else a slow database could see the queue's end before.
			if (channel.mails.length >= 60) await (comingDue ??= due());
			return SENT;
		});
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 600 });
		expect(Math.max(...channel.byAddress().values())).toBe(1);
	});
});
