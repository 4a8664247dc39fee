import { readBounceMail, readBounceParts } from '../../../../engine/events/bounceMail';
import { isReportPart } from '../../../../engine/events/bounces/MailParts';
import { partsOfImapItem, type ImapItem } from '../../../../engine/events/bounces/partsOfImapItem';
import { ABSENCE, complaint, EXIM_OLD, POSTFIX, QMAIL, REF, RETURNED, VERP } from './samples';

const NOW = Date.UTC(2026, 10, 22);

async function read(item: ImapItem) {
	const parts = await partsOfImapItem(item);
	return parts === null ? null : readBounceParts(parts, NOW);
}

/** Items as n8n-nodes-base 2.40 makes them: its parser (mailparser) hangs the delivery report behind the text. */
const words = "This is the mail system at host mx.example.com.\n\n<ada@example.org>: host mail.example.org[192.0.2.1] said: 550 5.1.1\n    Recipient address rejected: User unknown (in reply to RCPT TO command)\n\n";
const reportText = 'Reporting-MTA: dns; mx.example.com\nArrival-Date: Sat, 21 Nov 2026 20:00:01 +0000 (UTC)\n\nFinal-Recipient: rfc822; ada@example.org\nOriginal-Recipient: rfc822;ada@example.org\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n';
const type = 'multipart/report; report-type=delivery-status;\r\n\tboundary="b1/x"';

const resolved = (to: string): ImapItem => ({
	json: {
		headers: {
			'return-path': 'Return-Path: <>',
			date: 'Date: Sat, 21 Nov 2026 20:00:05 +0000 (UTC)',
			from: 'From: MAILER-DAEMON@mx.example.com (Mail Delivery System)',
			subject: 'Subject: Undelivered Mail Returned to Sender',
			to: `To: ${to}`,
			'content-type': `Content-Type: ${type}`,
			'message-id': 'Message-Id: <20261121200005.4F1AB2@mx.example.com>',
		},
		text: words + reportText,
		textAsHtml: '<p>x</p>',
		subject: 'Undelivered Mail Returned to Sender',
		date: '2026-11-21T20:00:05.000Z',
		to: { value: [{ address: to, name: '' }], html: '', text: to },
		messageId: '<20261121200005.4F1AB2@mx.example.com>',
		html: false,
		attributes: { uid: 3 },
	},
	attachments: [{ contentType: 'text/rfc822-headers', content: RETURNED }],
});

const simple = (json: Readonly<Record<string, unknown>>): ImapItem => ({
	json: {
		textHtml: '',
		textPlain: words,
		metadata: { 'return-path': '<>', 'content-type': type, 'message-id': '<20261121200005.4F1AB2@mx.example.com>' },
		attributes: { uid: 3 },
		date: 'Sat, 21 Nov 2026 20:00:05 +0000 (UTC)',
		from: 'MAILER-DAEMON@mx.example.com (Mail Delivery System)',
		subject: 'Undelivered Mail Returned to Sender',
		to: VERP,
		...json,
	},
	attachments: [],
});

const raw = (source: string): ImapItem => ({ json: { raw: source.slice(source.indexOf('\r\n\r\n') + 4) }, attachments: [] });

describe('VM-18 bounces that n8n\'s Email Trigger (IMAP) brings', () => {
	test('Resolved: report of the text, returned mail of the attachment', async () => {
		const expected = { kind: 'bounced', bounce: 'soft', address: 'ada@example.org', messageRef: REF, happenedAt: Date.UTC(2026, 10, 21, 20, 0, 5), reason: '552 5.2.2 Mailbox full' };
		expect((await read(resolved(VERP)))?.events).toMatchObject([{ ...expected, remoteId: `${REF}@example.com` }]);
		expect((await read(resolved('sales@example.com')))?.events).toMatchObject([expected]);
		expect((await read({ ...resolved(VERP), attachments: [] }))?.events).toMatchObject([{ ...expected, remoteId: null }]);
		expect((await read({ ...resolved('sales@example.com'), attachments: [] }))?.events).toMatchObject([{ ...expected, messageRef: null }]);
	});

	test('Simple: the words for people, and the return path', async () => {
		const expected = { kind: 'bounced', bounce: 'hard', address: 'ada@example.org', messageRef: REF, reason: expect.stringContaining('User unknown') };
		expect((await read(simple({})))?.events).toMatchObject([expected]);
		expect((await read(simple({ textPlain: '', textHtml: `<p>${words.replaceAll('<', '&lt;')}</p>` })))?.events).toMatchObject([{ kind: 'bounced', messageRef: REF }]);
		expect((await read(simple({ to: 'sales@example.com' })))?.events).toEqual([]);
		expect((await read(simple({ from: 'Ada <ada@example.org>', metadata: {}, subject: 'Out of office' })))?.events).toEqual([]);
	});

	test('Raw: the body alone', async () => {
		for (const source of [POSTFIX, complaint('abuse')]) {
			const [whole] = (await readBounceMail(source, NOW)).events;
			const [event] = (await read(raw(source)))?.events ?? [];
			expect(event).toEqual({ ...whole, key: event?.key, happenedAt: NOW });
			// Without a Message-ID the text names the report, so the same mail again is the same event.
			expect((await read(raw(source)))?.events[0]?.key).toBe(event?.key);
		}
		// Nobody can tell without its headers who wrote it.
		for (const source of [QMAIL, EXIM_OLD, ABSENCE]) expect((await read(raw(source)))?.events).toEqual([]);
	});

	test('an item that is no mail is none', async () => {
		expect(await read({ json: { name: 'Ada' }, attachments: [] })).toBeNull();
		expect(await read({ json: {}, attachments: [] })).toBeNull();
	});

	test('only the attachments that reports are made of need be loaded', () => {
		expect(['message/delivery-status', 'Message/RFC822; charset=utf-8', 'text/rfc822-headers', 'message/feedback-report', 'message/global-headers'].map(isReportPart)).toEqual(Array(5).fill(true));
		expect(['text/plain', 'application/pdf', 'image/png', 'message/disposition-notification'].map(isReportPart)).toEqual(Array(4).fill(false));
	});
});
