import { benches, sendOne } from './channelBench';
import { mailTo } from './mails';

describe('Hostile and foreign values', () => {
	const withSink = benches();

	test('line breaks in names, subject and headers make no further header and no further recipient', async () => {
		const { sink, channel } = await withSink({ keep: 'bodies' });
		const evil = 'x\r\nBcc: victim@other.example\r\nX-Evil: 1\r\n\r\nbody';
		const outcome = await sendOne(channel, mailTo('m1', {
			subject: evil,
			from: { name: evil, address: 'sales@shop.example' },
			to: { name: evil, address: 'm1@people.example' },
			headers: { 'X-Note': evil, 'X-Bad\r\nX-Evil': '1', 'X-Bad: y': '1', From: 'boss@bank.example', 'Message-ID': '<other@x>' },
		}));
		expect(outcome.kind).toBe('sent');
		const [mail] = sink.accepted();
		expect(mail?.to).toEqual(['m1@people.example']);
		expect([...(mail?.headers.keys() ?? [])].filter((name) => /bcc|evil|bad/.test(name))).toEqual([]);
		expect(mail?.headers.get('from')).toHaveLength(1);
		expect(mail?.headers.get('message-id')).toEqual(['<m1@shop.example>']);
	});

	test('accents in names and subject arrive, and a foreign domain goes out in its ASCII form', async () => {
		const { sink, channel } = await withSink();
		await sendOne(channel, mailTo('m1', {
			subject: 'Offre spéciale für Łódź 🎉',
			from: { name: 'Société Générale', address: 'ventes@bücher.example' },
			to: { name: 'José "Pepe" Núñez, jr.', address: 'jose@exämple.example' },
		}));
		const [mail] = sink.accepted();
		expect(mail?.to).toEqual(['jose@exämple.example']);
		expect(mail?.headers.get('to')?.[0]).toContain('jose@xn--exmple-cua.example');
		expect(mail?.headers.get('subject')?.[0]).toMatch(/^=\?UTF-8\?/);
		expect(mail?.headers.get('message-id')).toEqual(['<m1@xn--bcher-kva.example>']);
	});

	test('an address with accents before the @ is sent where the server can take it', async () => {
		const { sink, channel } = await withSink();
		expect((await sendOne(channel, mailTo('m1', { to: { name: null, address: 'josé@people.example' } }))).kind).toBe('sent');
		expect(sink.accepted()[0]?.to).toEqual(['josé@people.example']);
	});

	test('a reference with signs that a Message-ID cannot hold is encoded', async () => {
		const { sink, channel } = await withSink();
		await sendOne(channel, mailTo('m1', { messageRef: 'a b>(c)\r\nX: y' }));
		expect(sink.accepted()[0]?.headers.get('message-id')).toEqual(['<a%20b%3E%28c%29%0D%0AX%3A%20y@shop.example>']);
	});

	test('the password never stands in a reply, not even when the server echoes it', async () => {
		const password = 'Tr0ub4dor&3';
		const echo = `5.7.8 Bad: ${password} ${Buffer.from(`\u0000shop\u0000${password}`).toString('base64')} ${Buffer.from(password).toString('base64')}`;
		const { channel } = await withSink({ auth: { user: 'shop', password: 'right-password', failure: { code: 535, text: echo } } }, { user: 'shop', password });
		const outcome = await sendOne(channel, mailTo('m1'));
		const fault = await channel.verify().catch((error: unknown) => error);
		const seen = JSON.stringify(outcome) + String(fault) + JSON.stringify(fault);
		expect(outcome).toMatchObject({ kind: 'unreachable', reply: expect.stringContaining('535') });
		expect(seen).not.toContain(password);
		expect(seen).not.toContain(Buffer.from(password).toString('base64'));
		expect(seen).not.toContain(Buffer.from(`\u0000shop\u0000${password}`).toString('base64'));
	});
});
