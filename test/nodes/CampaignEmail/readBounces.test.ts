import type { IDataObject } from 'n8n-workflow';

import { itemsOf } from '../../harness';
import { byId, NODE } from '../shared/NodeHost';
import { MailNodes } from './MailNodes';

/** As Email Trigger (IMAP) hands a bounce on, in its format Resolved. */
function bounce(to: string, recipient: string, status: string): IDataObject {
	return {
		headers: {
			'return-path': 'Return-Path: <>',
			date: 'Date: Sat, 21 Nov 2026 20:00:05 +0000 (UTC)',
			from: 'From: MAILER-DAEMON@mx.example.com',
			to: `To: ${to}`,
			subject: 'Subject: Undelivered Mail Returned to Sender',
			'content-type': 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
			'message-id': `Message-Id: <${recipient}.${status}@mx.example.com>`,
		},
		text: `It could not be delivered.\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ${recipient}\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp; 550 ${status} no\n`,
		html: false,
	};
}

describe('Campaign Email: read bounce mails', () => {
	let scene: MailNodes;

	beforeAll(async () => {
		scene = await MailNodes.create();
	});

	afterAll(async () => {
		await scene.close();
	});

	test('VM-18 mails carry a return path of their own; what comes back to it finds its message, and a full mailbox is no no', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Bounces', 'b1@example.com', 'b2@example.com', 'b3@example.com');
		(await scene.deliver(campaign, sink, { bounceAddress: 'bounces@example.com' })).expect('success');
		const paths = new Map(sink.accepted().map((mail) => [mail.to[0] ?? '', mail.from]));
		for (const path of paths.values()) expect(path).toMatch(/^bounces\+[0-9a-z]+-[0-9a-f]{16}@example\.com$/);
		const items = itemsOf(
			bounce(paths.get('b1@example.com') ?? '', 'b1@example.com', '5.1.1'),
			bounce(paths.get('b2@example.com') ?? '', 'b2@example.com', '5.2.2'),
			{ headers: { subject: 'Subject: Re: your offer', from: 'From: ada@example.com', to: 'To: bounces@example.com' }, text: 'Thank you!', html: false },
		);
		const result = (await scene.run('readBounces', {}, { items })).expect('success');
		expect(result.json(NODE)).toMatchObject([
			{ what: 'bounce', events: [{ event: 'bounced', bounce: 'hard' }] },
			{ what: 'bounce', events: [{ event: 'bounced', bounce: 'soft' }] },
			{ what: 'other', events: [] },
		]);
		const messages = await scene.messages(campaign);
		expect(messages.map(({ address, bounce_kind }) => [address, bounce_kind]).sort()).toEqual([['b1@example.com', 'hard'], ['b2@example.com', 'soft'], ['b3@example.com', null]]);
		(await scene.run('readBounces', {}, { items })).expect('success');
		expect((await scene.messages(campaign)).map((message) => message['bounce_count'])).toEqual(messages.map((message) => message['bounce_count']));
	});

	test('an address for bounces that is none is an error before anything is sent', async () => {
		const sink = await scene.sink();
		const campaign = await scene.queued('Astray', 'a1@example.com');
		const result = await scene.run('deliver', { campaign: byId(campaign.id), fromEmail: 'news@example.com', options: { bounceAddress: 'bounces' } }, { port: sink.port });
		expect(result.error).toMatchObject({ message: expect.stringContaining('Bounce Address') });
		expect(sink.accepted()).toEqual([]);
	});
});
