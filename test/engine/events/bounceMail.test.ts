import { readBounceMail, type BounceReading } from '../../../engine/events/bounceMail';
import { bounceKind, bounceVerdict } from '../../../engine/events/bounces/bounceStatus';
import { ABSENCE, complaint, dsn, EXIM, EXIM_OLD, GMAIL, group, OFFICE_365, plain, POSTFIX, POSTFIX_DELAYED, QMAIL, RECEIPT, REF, RETURNED, VERP } from './bounces/samples';

const NOW = Date.UTC(2026, 10, 22);
const read = (source: string) => readBounceMail(Buffer.from(source), NOW);
/** The only event of a reading. */
async function only(source: string) {
	const { events, rejected } = await read(source);
	expect(rejected).toEqual([]);
	expect(events).toHaveLength(1);
	return events[0];
}

describe('VM-18 bounce mails', () => {
	test('Postfix: all that an event needs', async () => {
		expect(await only(POSTFIX)).toEqual({
			service: 'own',
			key: expect.stringMatching(/^bounce [0-9a-f]{32}$/),
			kind: 'bounced',
			happenedAt: Date.UTC(2026, 10, 21, 20, 0, 5),
			address: 'ada@example.org',
			messageRef: REF,
			remoteId: `${REF}@example.com`,
			link: null,
			bounce: 'hard',
			machine: false,
			reason: '550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown',
			from: null,
			raw: null,
		});
	});

	test.each<readonly [string, string, Record<string, unknown>]>([
		['Postfix, delayed', POSTFIX_DELAYED, { kind: 'deferred', bounce: null, messageRef: REF, reason: expect.stringContaining('Connection timed out') }],
		['Exim, mailbox full', EXIM, { kind: 'bounced', bounce: 'soft', messageRef: REF, reason: '552 5.2.2 Over quota' }],
		['Exim without a report', EXIM_OLD, { kind: 'bounced', bounce: 'hard', address: 'ada@example.org', messageRef: REF, remoteId: `${REF}@example.com`, reason: expect.stringContaining('No such user here') }],
		['Office 365, by what it replies to', OFFICE_365, { kind: 'bounced', bounce: 'hard', messageRef: REF, remoteId: null, reason: expect.stringContaining('RESOLVER.ADR.RecipientNotFound') }],
		['Gmail', GMAIL, { kind: 'bounced', bounce: 'hard', messageRef: REF, reason: expect.stringMatching(/^5\.1\.2 DNS Error.*Domain name not found/) }],
		['qmail', QMAIL, { kind: 'bounced', bounce: 'hard', address: 'ada@example.org', messageRef: REF, reason: expect.stringMatching(/^192\.0\.2\.1 does not like recipient\..*unknown user/) }],
	])('%s', async (_name, source, expected) => {
		expect(await only(source)).toMatchObject({ address: 'ada@example.org', ...expected });
	});

	test('a plain text with bare line feeds, given as text, reads the same', async () => {
		const { key, ...event } = (await readBounceMail(POSTFIX.replaceAll('\r\n', '\n'), NOW)).events[0] ?? {};
		expect(event).toEqual({ ...(await only(POSTFIX)), key: undefined });
		expect(key).toBe((await only(POSTFIX))?.key);
	});

	test('an absence note, an answer and a receipt are no bounces, though they come to the return path', async () => {
		const nothing = (what: BounceReading['what']): BounceReading => ({ what, events: [], rejected: [] });
		expect(await read(ABSENCE)).toEqual(nothing('other'));
		expect(await read(plain({ from: 'Ada <ada@example.org>', subject: 'Re: Undelivered mail returned to sender', text: 'It was an error 550 5.1.1' }).replace('Return-Path: <>\r\n', ''))).toEqual(nothing('other'));
		expect(await read(RECEIPT)).toEqual(nothing('receipt'));
		// Nobody can say which message it is about.
		expect(await read(plain({ to: 'sales@example.com', text: '<ada@example.org>:\n550 5.1.1 unknown user' }))).toEqual(nothing('other'));
	});

	test('several recipients are an event each, and each with its own key; the same mail again has the same keys', async () => {
		const recipient = (address: string, status: string, action = 'failed') => group({ 'Final-Recipient': `rfc822; ${address}`, Action: action, Status: status });
		const source = dsn({ text: 'x', status: ['Reporting-MTA: dns; mx.example.com', recipient('ada@example.org', '5.1.1'), recipient('bob@example.org', '5.1.1'), recipient('eve@example.org', '2.0.0', 'relayed (to non-DSN-aware mailer)'), recipient('joe@example.org', '2.0.0', 'delivered'), recipient('zoe@example.org', '4.2.0', 'delayed')].join('\n\n') });
		const { what, events } = await read(source);
		expect(what).toBe('bounce');
		expect(events.map(({ address, kind, bounce }) => [address, kind, bounce])).toEqual([
			['ada@example.org', 'bounced', 'hard'],
			['bob@example.org', 'bounced', 'hard'],
			['eve@example.org', 'accepted', null],
			['joe@example.org', 'delivered', null],
			['zoe@example.org', 'deferred', null],
		]);
		expect(new Set(events.map(({ key }) => key)).size).toBe(5);
		expect((await read(source)).events).toEqual(events);
		expect((await read(source.replace('4F1AB2@', 'another@'))).events[0]?.key).not.toBe(events[0]?.key);
	});

	test('whom we wrote to counts, not where that forwards to', async () => {
		const status = (fields: Record<string, string>) => dsn({ text: 'x', status: `Reporting-MTA: dns; x\n\n${group({ ...fields, Action: 'failed', Status: '5.1.1' })}` });
		expect(await only(status({ 'Original-Recipient': 'rfc822; Ada+2BNews@Example.org', 'Final-Recipient': 'rfc822;ada@inner.example.net' }))).toMatchObject({ address: 'ada+news@example.org' });
		expect(await only(status({ 'Original-Recipient': 'rfc822;undisclosed', 'Final-Recipient': 'RFC822; <ada@inner.example.net>' }))).toMatchObject({ address: 'ada@inner.example.net' });
		expect(await only(status({ 'Final-Recipient': 'utf-8; josé@example.org' }))).toMatchObject({ address: 'josé@example.org' });
		expect(await only(status({ 'Final-Recipient': 'x400; /c=es/' }))).toMatchObject({ address: null, messageRef: REF });
	});

	test('the message is told by the return path, else by what came back, else by what is replied to', async () => {
		const other = '7-fedcba9876543210';
		const status = `Reporting-MTA: dns; x\n\n${group({ 'Final-Recipient': 'rfc822; ada@example.org', Action: 'failed', Status: '5.1.1' })}`;
		const of = async (to: string, returned: string, more = '') => (await only(dsn({ text: 'x', to, status, returned, more })))?.messageRef;
		expect(await of(VERP.replace(REF, other), RETURNED)).toBe(other);
		expect(await of(VERP.toUpperCase(), '')).toBe(REF);
		expect(await of('sales@example.com', '', `Delivered-To: ${VERP}\n`)).toBe(REF);
		expect(await of('sales@example.com', `x-crm-message: ${other}\nMessage-ID: <${REF}@example.com>`)).toBe(other);
		expect(await of('sales@example.com', `Message-Id: <${other}@example.com>`)).toBe(other);
		expect(await of('sales@example.com', '', `References: <x@y.example> <${other}@example.com>\n`)).toBe(other);
		expect(await of('sales@example.com', 'Message-ID: <hello@example.com>')).toBeNull();
	});

	test('a report without recipients, and a mail that nobody can read, are kept with their reason', async () => {
		expect(await read(dsn({ text: 'x', status: 'Reporting-MTA: dns; x' }))).toMatchObject({ events: [], rejected: [{ service: 'own', reason: 'A delivery report names no recipient.' }] });
		const deep = Array.from({ length: 400 }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`).join('');
		const { events, rejected } = await read(deep);
		expect(events).toEqual([]);
		expect(rejected[0]?.reason).toMatch(/^A mail in the bounce mailbox can't be read: /);
		expect(rejected[0]?.raw.length).toBeLessThanOrEqual(4_000);
		expect(await read('')).toEqual({ what: 'other', events: [], rejected: [] });
	});

	test('a time still to come, or none, is now', async () => {
		expect((await only(POSTFIX.replace('21 Nov 2026 20:00:05', '21 Nov 2036 20:00:05')))?.happenedAt).toBe(NOW);
		expect((await only(POSTFIX.replace(/^Date: .*\r\n/m, '')))?.happenedAt).toBe(NOW);
	});
});

describe('VM-19 complaints passed on by mailbox services', () => {
	test('are spam reports, with recipient and message', async () => {
		const { what, events } = await read(complaint('abuse'));
		expect(what).toBe('complaint');
		expect(events).toMatchObject([{ kind: 'spam', address: 'ada@example.org', messageRef: REF, bounce: null, happenedAt: Date.UTC(2026, 10, 21, 21) }]);
	});

	test.each(['not-spam', 'virus', 'other'])('"%s" is none', async (type) => {
		expect((await read(complaint(type))).events).toEqual([]);
	});
});

describe('VM-18 hard and soft', () => {
	test.each([
		['5.1.1', '550 5.1.1 User unknown', 'hard'],
		['5.1.2', '', 'hard'],
		['5.1.10', '', 'hard'],
		['5.4.1', '550 5.4.1 Recipient address rejected: Access denied', 'hard'],
		['5.4.4', '', 'hard'],
		['5.0.0', '550 No such user here', 'hard'],
		['5.0.0', 'something', 'hard'],
		['5.7.1', '550 5.7.1 Unknown user', 'hard'],
		['', '550 5.1.1 nobody', 'hard'],
		['', '550 not here', 'hard'],
		['', 'The user does not exist', 'hard'],
		['5.2.2', '552 5.2.2 Mailbox full', 'soft'],
		['5.2.1', '550 5.2.1 The mailbox is over quota', 'soft'],
		['5.1.8', 'Sender domain not found', 'soft'],
		['5.2.3', '', 'soft'],
		['5.3.4', '', 'soft'],
		['5.4.7', 'Delivery time expired', 'soft'],
		['5.7.1', '550 5.7.1 Message rejected as spam', 'soft'],
		['5.7.26', 'DMARC', 'soft'],
		['4.4.7', '', 'soft'],
		['', '452 try later', 'soft'],
		['', 'something went wrong', 'soft'],
		['5.0.0', '552 5.2.2 too much mail', 'soft'],
		['4.0.0', '421 4.7.0 slow down', 'soft'],
	])('%s %s: %s', (status, words, expected) => {
		expect(bounceKind(bounceVerdict(status, words))).toBe(expected);
	});
});
