import { createTransport } from 'nodemailer';

import type { Mailbox } from '../../scripts/mailbox';
import { startMailbox } from '../../scripts/mailbox';

describe('the mailbox of the demo', () => {
	let mailbox: Mailbox;

	beforeAll(async () => {
		mailbox = await startMailbox();
		const transport = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, auth: { user: 'any', pass: 'any' } });
		await transport.sendMail({
			from: 'Zoë <zoe@example.com>',
			to: ['ada@example.com', 'bo@example.com'],
			subject: 'Grüße <b>"you"</b>',
			text: 'Plain <i>text</i>',
			html: '<p onclick="x">Hello</p><script>alert(1)</script>',
			headers: { 'List-Unsubscribe': '<https://example.com/u>' },
		});
		transport.close();
	});

	afterAll(async () => await mailbox.stop());

	async function get(path: string): Promise<{ status: number; body: string; policy: string | null }> {
		const answer = await fetch(new URL(path, mailbox.webUrl));
		return { status: answer.status, body: await answer.text(), policy: answer.headers.get('content-security-policy') };
	}

	test('keeps what came in, read and raw', () => {
		expect(mailbox.mails()).toHaveLength(1);
		expect(mailbox.mails()[0]).toMatchObject({
			id: 1,
			from: 'zoe@example.com',
			to: ['ada@example.com', 'bo@example.com'],
			fromHeader: 'Zoë <zoe@example.com>',
			subject: 'Grüße <b>"you"</b>',
			text: 'Plain <i>text</i>\n',
			headers: expect.arrayContaining([{ name: 'List-Unsubscribe', value: '<https://example.com/u>' }]) as unknown,
		});
	});

	test('lists the mails and shows one, escaped', async () => {
		expect((await get('/')).body).toContain('Grüße &lt;b&gt;&quot;you&quot;&lt;/b&gt;');
		const { body } = await get('/mails/1');
		expect(body).toContain('Plain &lt;i&gt;text&lt;/i&gt;');
		expect(body).toContain('<th>List-Unsubscribe</th><td>&lt;https://example.com/u&gt;</td>');
		expect(body).not.toContain('<script>');
	});

	test('a mail\'s HTML is served in a sandbox without scripts', async () => {
		const { body, policy } = await get('/mails/1/html');
		expect(body).toContain('<p onclick="x">Hello</p>');
		expect(policy).toMatch(/^sandbox allow-popups/);
		expect(policy).not.toContain('allow-scripts');
	});

	test('an unknown mail is a page that says so', async () => {
		expect(await get('/mails/2')).toMatchObject({ status: 404 });
		expect(await get('/nothing')).toMatchObject({ status: 404 });
	});
});
