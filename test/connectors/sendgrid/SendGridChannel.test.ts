import type { SendOutcome } from '../../../engine/delivery/MailChannel';
import { startSendGrid, type SendGridSimulator } from '../../simulators/sendgrid/sendGridSimulator';
import type { SendGridRules } from '../../simulators/sendgrid/SendGridRules';
import { channelTo, mailOf, mailsOf } from './mails';

let sendGrid: SendGridSimulator;
async function start(rules: SendGridRules = {}): Promise<SendGridSimulator> {
	sendGrid = await startSendGrid(rules);
	return sendGrid;
}
afterEach(() => sendGrid.stop());

function kinds(outcomes: readonly SendOutcome[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
	return counts;
}

describe('VM-08 A thousand recipients at once', () => {
	test('VM-08 one call for 1,000 mails of a template, and each recipient gets their own words', async () => {
		const { url } = await start();
		const batch = mailsOf(1_000);
		const outcomes = await channelTo(url).send(batch);
		expect(sendGrid.sendCalls()).toBe(1);
		expect(kinds(outcomes)).toEqual({ sent: 1_000 });
		expect(sendGrid.mails).toHaveLength(1_000);
		for (const [i, mail] of sendGrid.mails.entries()) {
			const meant = batch[i];
			expect(mail).toMatchObject({ to: meant?.to.address, subject: meant?.subject, text: meant?.text, html: meant?.html, headers: meant?.headers, replyTo: 'answers@shop.example', customArgs: { crm_message: meant?.messageRef } });
			expect(outcomes[i]).toEqual({ kind: 'sent', reply: '202 Accepted', remoteId: mail.messageId });
		}
	});

	test('VM-08 10,000 recipients in batches cost ten calls', async () => {
		const { url } = await start();
		const channel = channelTo(url);
		const mails = mailsOf(10_000);
		for (let at = 0; at < mails.length; at += channel.batchSize) await channel.send(mails.slice(at, at + channel.batchSize));
		expect(sendGrid.sendCalls()).toBe(10);
		expect(sendGrid.perAddress.size).toBe(10_000);
	});

	test('the same address twice goes in calls of its own, whatever its case', async () => {
		const { url } = await start();
		const batch = [mailOf('a'), mailOf('b'), mailOf('c', undefined, { to: { name: null, address: 'A@People.example' } })];
		expect(kinds(await channelTo(url).send(batch))).toEqual({ sent: 3 });
		expect(sendGrid.sendCalls()).toBe(2);
	});

	test('names with signs SendGrid does not take, and headers it sets itself, do no harm', async () => {
		const { url } = await start();
		const odd = mailOf('a', undefined, { to: { name: 'Lovelace, Ada;\r\nBcc: x@y.example', address: 'a@people.example' }, headers: { Subject: 'no', 'X-Own': 'yes\r\nX-Evil: 1' } });
		expect(kinds(await channelTo(url).send([odd]))).toEqual({ sent: 1 });
		expect(sendGrid.mails[0]).toMatchObject({ toName: 'Lovelace Ada Bcc: x@y.example', headers: { 'X-Own': 'yes X-Evil: 1' } });
	});

	test('tags never meet a recipient’s own words', async () => {
		const { url } = await start();
		// The last of these is what the tags would be called, were they not chosen with care.
		const names = ['-crm0g0z', '-crm0g1z-crm1g0z', '$& $1 $$', '<b>', '-crm2g', '', '{{0}}'];
		const batch = names.map((name, i) => mailOf(`m${i}`, [name, `t${i}`]));
		expect(kinds(await channelTo(url).send(batch))).toEqual({ sent: names.length });
		expect(sendGrid.sendCalls()).toBe(1);
		expect(sendGrid.mails.map(({ html, subject }) => [html, subject])).toEqual(batch.map(({ html, subject }) => [html, subject]));
	});

	test('options of the channel ride along', async () => {
		const { url } = await start({ groups: [7], ipPools: ['news'] });
		const outcomes = await channelTo(url, { groupId: 7, ipPool: 'news', categories: ['spring'] }).send(mailsOf(2).map((mail) => ({ ...mail, tracking: 'opens' })));
		expect(kinds(outcomes)).toEqual({ sent: 2 });
		expect(sendGrid.bodies[0]).toMatchObject({
			asm: { group_id: 7 },
			ip_pool_name: 'news',
			categories: ['spring'],
			tracking_settings: { click_tracking: { enable: false, enable_text: false }, open_tracking: { enable: true }, subscription_tracking: { enable: false } },
		});
	});

	test('the sandbox accepts and sends nothing', async () => {
		const { url } = await start();
		expect(kinds(await channelTo(url, { sandbox: true }).send(mailsOf(3)))).toEqual({ sent: 3 });
		expect(sendGrid.mails).toHaveLength(0);
	});
});

describe('X-03 What SendGrid refuses', () => {
	test('X-03 the named ones are refused for good, the others go in another call, once', async () => {
		const { url } = await start();
		const bad = new Set([3, 500, 999]);
		const batch = mailsOf(1_000).map((mail, i) => (bad.has(i) ? { ...mail, to: { name: null, address: `no address ${i}` } } : mail));
		const outcomes = await channelTo(url).send(batch);
		for (const [i, outcome] of outcomes.entries()) {
			if (bad.has(i)) expect(outcome).toMatchObject({ kind: 'refused', permanent: true, reply: expect.stringContaining('Does not contain a valid address') });
			else expect(outcome.kind).toBe('sent');
		}
		expect(sendGrid.sendCalls()).toBe(2);
		expect(sendGrid.mails).toHaveLength(997);
		expect(Math.max(...sendGrid.perAddress.values())).toBe(1);
	});

	test('a fault of the whole call refuses all of it', async () => {
		const { url } = await start();
		const outcomes = await channelTo(url, { groupId: 99 }).send(mailsOf(5));
		expect(outcomes[4]).toMatchObject({ kind: 'refused', permanent: true, reply: expect.stringContaining('unsubscribe group does not exist') });
		expect(kinds(outcomes)).toEqual({ refused: 5 });
		expect(sendGrid.sendCalls()).toBe(1);
	});

	test('a 400 that is not SendGrid’s own may be tried again later', async () => {
		const { url } = await start({ onSend: () => ({ kind: 'status', status: 400, body: '<html>Bad Request</html>' }) });
		expect(await channelTo(url).send(mailsOf(1))).toEqual([{ kind: 'refused', permanent: false, reply: 'SendGrid answered 400' }]);
	});

	test('what is too large goes in halves; what is too large alone is refused', async () => {
		const { url } = await start({ maxBytes: 20_000 });
		const huge = mailOf('huge', ['x'.repeat(30_000), 't']);
		const outcomes = await channelTo(url).send([...mailsOf(200), huge]);
		expect(kinds(outcomes)).toEqual({ sent: 200, refused: 1 });
		expect(outcomes[200]).toMatchObject({ kind: 'refused', permanent: true });
		expect(Math.max(...sendGrid.perAddress.values())).toBe(1);
	});

	test.each([
		['a key nobody knows', { keys: {} }, 'authorization grant is invalid'],
		['a key that may not send', { keys: { 'SG.test.key': ['stats.read'] } }, 'access forbidden'],
		['a sender that is not verified', { verifiedSenders: ['other@shop.example'] }, 'verified Sender Identity'],
	])('%s: nothing about the mails is wrong', async (_name, rules, words) => {
		const { url } = await start(rules);
		const alone = mailsOf(50).map((mail) => ({ ...mail, filled: null }));
		const outcomes = await channelTo(url).send(alone);
		expect(kinds(outcomes)).toEqual({ unreachable: 50 });
		expect(outcomes[0]?.reply).toContain(words);
		// Those that were still to go are not tried.
		expect(sendGrid.calls.length).toBeLessThanOrEqual(20);
	});
});

describe('X-03 Lost answers', () => {
	test.each<[string, SendGridRules]>([
		['cut after it was accepted', { onSend: () => ({ kind: 'drop-after-accepting' }) }],
		['cut before', { onSend: () => ({ kind: 'drop-before-accepting' }) }],
		['silence', { onSend: () => ({ kind: 'silent-after-accepting' }) }],
		['500', { onSend: () => ({ kind: 'status', status: 500, accepts: true }) }],
		['502', { onSend: () => ({ kind: 'status', status: 502 }) }],
	])('X-03 %s: uncertain, and not sent again', async (_name, rules) => {
		const { url } = await start(rules);
		const outcomes = await channelTo(url, {}, { sendTimeout: 300 }).send(mailsOf(30));
		expect(kinds(outcomes)).toEqual({ uncertain: 30 });
		expect(sendGrid.sendCalls()).toBe(1);
	});

	test('X-03 an answer whose end is cut says enough', async () => {
		const { url } = await start({ onSend: () => ({ kind: 'cut-answer' }) });
		const outcomes = await channelTo(url).send(mailsOf(2));
		expect(outcomes[1]).toMatchObject({ kind: 'sent', remoteId: sendGrid.mails[1]?.messageId });
	});

	test('X-03 1,000 losses, 0 doubles: each mail is on the wire once', async () => {
		// Every answer is lost, half of them after the mails were accepted.
		const { url } = await start({ onSend: (nth) => ({ kind: nth % 2 === 0 ? 'drop-after-accepting' : 'drop-before-accepting' }) });
		const alone = mailsOf(1_000).map((mail) => ({ ...mail, filled: null }));
		const outcomes = await channelTo(url).send(alone);
		expect(kinds(outcomes)).toEqual({ uncertain: 1_000 });
		expect(sendGrid.sendCalls()).toBe(1_000);
		expect(Math.max(...sendGrid.perAddress.values())).toBe(1);
	});

	test('nobody listens: unreachable', async () => {
		const { url } = await start();
		await sendGrid.stop();
		expect(kinds(await channelTo(url).send(mailsOf(2)))).toEqual({ unreachable: 2 });
		await start();
	});

	test('closed before its turn: unreachable; under way: finished', async () => {
		const { url } = await start({ onSend: () => ({ kind: 'delay', milliseconds: 150 }) });
		const channel = channelTo(url);
		const sending = channel.send(mailsOf(40).map((mail) => ({ ...mail, filled: null })));
		await new Promise((resolve) => setTimeout(resolve, 60));
		await channel.close();
		expect(kinds(await sending)).toEqual({ sent: 10, unreachable: 30 });
		expect(sendGrid.mails).toHaveLength(10);
	});
});

describe('X-04 SendGrid’s rate', () => {
	test('X-04 is kept by its headers: nothing is refused for long, everything goes once', async () => {
		const { url } = await start({ rate: { calls: 20, windowSeconds: 1, headers: true } });
		const alone = mailsOf(60).map((mail) => ({ ...mail, filled: null }));
		const outcomes = await channelTo(url).send(alone);
		expect(kinds(outcomes)).toEqual({ sent: 60 });
		expect(Math.max(...sendGrid.perAddress.values())).toBe(1);
		// Ten are under way before the first answer tells the rate; after it, none goes beyond.
		expect(sendGrid.calls.length).toBeLessThanOrEqual(62);
	});

	test('X-04 without headers a 429 is waited for, and tried again', async () => {
		const { url } = await start({ onSend: (nth) => (nth <= 2 ? { kind: 'status', status: 429 } : null) });
		expect(kinds(await channelTo(url).send(mailsOf(5)))).toEqual({ sent: 5 });
		expect(sendGrid.sendCalls()).toBe(3);
	});

	test('X-04 a long wait is no sleep but an answer: try again after so many seconds', async () => {
		const { url } = await start({ rate: { calls: 1, windowSeconds: 3600, headers: true } });
		const before = Date.now();
		// In the last seconds of an hour the wait would be a short one.
		const outcomes = await channelTo(url, {}, { longestWait: 0 }).send(mailsOf(3).map((mail) => ({ ...mail, filled: null })));
		expect(kinds(outcomes)).toEqual({ sent: 1, unreachable: 2 });
		expect(outcomes[2]?.reply).toMatch(/try again after \d+ s/);
		expect(Date.now() - before).toBeLessThan(3_000);
	});
});

describe('Secrets', () => {
	test('are in no outcome, even where SendGrid quotes them', async () => {
		const { url } = await start({ onSend: () => ({ kind: 'status', status: 400, body: JSON.stringify({ errors: [{ message: 'bad key SG.test.key', field: 'from' }] }) }) });
		const outcomes = await channelTo(url).send(mailsOf(2));
		expect(outcomes[0]?.reply).toContain('bad key ***');
		expect(JSON.stringify(outcomes)).not.toContain('SG.test.key');
	});
});
