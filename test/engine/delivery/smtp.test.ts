import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { deliver, type DeliverOptions } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { sendTest } from '../../../engine/delivery/sendTest';
import type { MailChannel } from '../../../engine/delivery/MailChannel';
import type { Store } from '../../../engine/store/Store';
import { startSmtpSink, type SmtpSink, type SmtpSinkOptions } from '../../simulators/smtpSink';
import type { SinkBehaviour, SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { CampaignWorld } from '../../support/campaignWorld';
import { count, execute, insertRow, query } from '../../support/rows';
import { describeStores } from '../../support/stores';

describeStores('delivery by SMTP', (newStore) => {
	let store: Store;
	let world: CampaignWorld;
	const running: (SmtpSink | MailChannel)[] = [];
	beforeEach(async () => {
		store ??= await newStore();
		world = await CampaignWorld.in(store);
	});
	afterEach(async () => {
		await execute(store, `UPDATE message SET state = 'failed' WHERE state IN ('queued', 'claimed', 'sending', 'uncertain')`);
		for (const one of running.splice(0)) await ('stop' in one ? one.stop() : one.close());
	});

	const startSink = async (rules: SmtpSinkRules = {}, options: SmtpSinkOptions = {}) => {
		const sink = await startSmtpSink(rules, options);
		running.unshift(sink);
		return sink;
	};
	const channelTo = (port: number) => {
		const channel = createSmtpChannel({ host: '127.0.0.1', port, secure: 'none', user: '', password: '', socketTimeout: 1_500, greetingTimeout: 1_500 });
		running.unshift(channel);
		return channel;
	};
	const options = (more: Partial<DeliverOptions> = {}): DeliverOptions => ({
		campaignId: world.campaignId, from: { name: null, address: 'shop@example.com', replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null, ...more,
	});

	test('X-03 whatever the server does to a mail, its message says so, and no second mail goes out by itself', async () => {
		const cases: [SinkBehaviour | null, string, number][] = [
			[null, 'sent', 1],
			[{ kind: 'refuse-recipient', code: 550, text: '5.1.1 No such user' }, 'failed', 0],
			[{ kind: 'refuse-recipient', code: 451, text: '4.7.1 Greylisted' }, 'queued', 0],
			[{ kind: 'refuse-after-data', code: 554, text: '5.7.1 Spam' }, 'failed', 0],
			[{ kind: 'refuse-after-data', code: 452, text: '4.2.2 Full' }, 'queued', 0],
			[{ kind: 'drop-after-storing' }, 'uncertain', 1],
			[{ kind: 'drop-before-storing' }, 'uncertain', 0],
			[{ kind: 'silent-after-storing' }, 'uncertain', 1],
			[{ kind: 'cut-answer', text: '2' }, 'uncertain', 1],
			[{ kind: 'slow', milliseconds: 300 }, 'sent', 1],
		];
		await world.queue(await world.contacts(cases.length));
		const address = (index: number) => `person${index + 1}@${world.domain}`;
		const sink = await startSink({ mails: cases.flatMap(([does], index) => (does ? [{ recipient: address(index), does }] : [])) });
		const result = await deliver(store, channelTo(sink.port), options());
		expect(result).toMatchObject({ sent: 2, failed: 2, deferred: 2, uncertain: 4 });
		const rows = await query(store, `SELECT address_key, state, server_reply FROM message WHERE campaign_id = ${world.campaignId} ORDER BY id`);
		expect(rows.map((row) => [row.address_key, row.state])).toEqual(cases.map(([, state], index) => [address(index), state]));
		expect(rows[1]?.server_reply).toMatch(/550 5.1.1 No such user/);
		await deliver(store, channelTo(sink.port), options());
		for (const [index, [, , stored]] of cases.entries()) expect([address(index), sink.byRecipient().get(address(index)) ?? 0]).toEqual([address(index), stored]);
	});

	test('nobody answers: everything is back in the queue; the server is back: everything is sent', async () => {
		await world.queue(await world.contacts(20));
		const sink = await startSink();
		const { port } = sink;
		await sink.stop();
		const channel = channelTo(port);
		expect(await deliver(store, channel, options())).toMatchObject({ sent: 0, ended: { kind: 'unreachable' } });
		expect(await count(store, `SELECT COUNT(*) FROM message WHERE campaign_id = ${world.campaignId} AND state = 'queued' AND attempts = 0`)).toBe(20);
		const back = await startSink({}, { port });
		expect(await deliver(store, channelTo(port), options())).toMatchObject({ sent: 20 });
		expect(back.total()).toBe(20);
	});

	test('the rate holds in every second', async () => {
		await world.queue(await world.contacts(60));
		const times: number[] = [];
		const sink = await startSink({}, { onStored: () => times.push(performance.now()) });
		const start = performance.now();
		expect(await deliver(store, channelTo(sink.port), options({ rate: 20 }))).toMatchObject({ sent: 60 });
		expect(performance.now() - start).toBeGreaterThan(1_900);
		// The way to the server takes now more, now less: two mails' worth of it.
		for (const from of times) expect(times.filter((time) => time >= from && time < from + 1_000).length).toBeLessThanOrEqual(22);
	});

	test('a test mail goes to an address of one\'s own, filled in, and writes nothing', async () => {
		const account = await insertRow(store, 'account', { name: 'Embraer' });
		const contact = await insertRow(store, 'contact', { name: 'Luís', account_id: account });
		const sink = await startSink({ mails: [{ recipient: 'full@example.com', does: { kind: 'refuse-recipient', code: 552, text: 'Mailbox full' } }] });
		const before = await count(store, 'SELECT COUNT(*) FROM message');
		const test = { templateId: world.templateId, kind: 'contact', recordId: contact, campaignId: null, from: { name: null, address: null, replyTo: null } } as const;
		expect(await sendTest(store, channelTo(sink.port), { ...test, to: ' Me@Example.com ' })).toMatchObject({ to: 'me@example.com', subject: 'Hello Luís', filledInWith: { kind: 'contact', id: contact } });
		expect(sink.accepted()[0]).toMatchObject({ from: 'sender@example.com', to: ['me@example.com'] });
		expect(await count(store, 'SELECT COUNT(*) FROM message')).toBe(before);
		await expect(sendTest(store, channelTo(sink.port), { ...test, to: 'full@example.com' })).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('Mailbox full') });
		await expect(sendTest(store, channelTo(sink.port), { ...test, to: 'nobody' })).rejects.toMatchObject({ code: 'invalid-input' });
		await expect(sendTest(store, channelTo(sink.port), { ...test, to: 'me@example.com', recordId: 999_999 })).rejects.toMatchObject({ code: 'not-found' });
	});
});
