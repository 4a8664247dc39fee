import PostalMime from 'postal-mime';

import { dayBounds, resolveDay } from '../../engine/segments/relativeDates';
import { startMailbox, type Mailbox } from '../../scripts/mailbox';
import { insertRow, insertRows } from '../support/rows';
import { Shipped } from './Shipped';

describe('25: the campaign report mailed on Mondays', () => {
	let workflows: Shipped;
	let mailbox: Mailbox;

	beforeEach(async () => {
		workflows = await Shipped.create();
		mailbox = await startMailbox();
	});

	afterEach(async () => {
		await mailbox.stop();
		await workflows.close();
	});

	/** Some messages on the last Monday but one, and one of today, which is none of last week. */
	const lastWeeks = async () => {
		const monday = dayBounds(resolveDay('start of week - 7d', { now: Date.now(), timeZone: 'UTC' }), 'UTC').from + 9 * 3_600_000;
		const campaignId = await insertRow(workflows.store, 'campaign', { name: 'Spring' });
		const message = (index: number, sentAt: number) => ({ campaign_id: campaignId, recipient_kind: 2, recipient_id: index, channel: 'smtp', state: 'sent', sent_at: sentAt, date_at: sentAt, origin: 'logged', occurrence: '' });
		const [first = 0, second = 0] = await insertRows(workflows.store, 'message', [message(1, monday), message(2, monday), message(3, monday), message(4, Date.now())]);
		await workflows.event(first, 'opened');
		await workflows.event(second, 'clicked', { link: 'https://example.com/offer' });
		return campaignId;
	};

	test.each(['Every Monday', 'Start by hand'])('X-06 %s: last week\'s key numbers are the mail\'s text, the page is attached', async (startNode) => {
		await lastWeeks();
		(await workflows.run('25-campaign-report', { startNode, mode: startNode === 'Every Monday' ? 'trigger' : 'manual' }, mailbox.smtpPort)).expect('success');
		expect(mailbox.mails()).toMatchObject([{ subject: 'Campaign report: All campaigns', to: ['sales@example.com'], attachments: [{ name: expect.stringMatching(/^all-campaigns-.*\.html$/), mimeType: 'text/html' }] }]);
		const mail = await PostalMime.parse(mailbox.mails()[0]?.source ?? '');
		expect(mail.text).toMatch(/Sent: 3 \(of 3 messages\)\nDelivered: 3 \(100% of sent\)\nOpened: 1 \(33.3% of delivered\)\nClicked: 1/);
		const [file] = mail.attachments;
		expect(file?.disposition).toBe('attachment');
		const page = typeof file?.content === 'string' ? file.content : Buffer.from(file?.content ?? new ArrayBuffer(0)).toString('utf8');
		expect(page).toMatch(/^<!doctype html>[\s\S]*Spring|<h1>.*All campaigns/);
		expect(page).toContain('https://example.com/offer');
	});

	test('X-06 a week without messages is told as such, and the workflow goes well', async () => {
		(await workflows.run('25-campaign-report', { startNode: 'Start by hand' }, mailbox.smtpPort)).expect('success');
		expect(mailbox.mails()).toMatchObject([{ text: expect.stringContaining('Sent: 0') }]);
	});
});
