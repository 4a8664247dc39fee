import { createServer } from 'node:net';
import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { completeSmtpSettings, mustEncrypt, smtpSettingsFrom, type SmtpSettings } from '../../../connectors/smtp/SmtpSettings';
import { smtpFault } from '../../../connectors/smtp/smtpFault';
import { EngineError } from '../../../engine/EngineError';
import { startSmtpSink } from '../../simulators/smtpSink';
import type { SmtpSinkRules } from '../../simulators/smtpSinkRules';
import { sinkSettings } from './mails';

async function faultOf(settings: SmtpSettings): Promise<EngineError> {
	const channel = createSmtpChannel(settings);
	try {
		await channel.verify();
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	} finally {
		await channel.close();
	}
	throw new Error('verify found nothing wrong');
}

async function faultWith(rules: SmtpSinkRules, changes: Partial<SmtpSettings>): Promise<EngineError> {
	const sink = await startSmtpSink(rules);
	try {
		return await faultOf(sinkSettings(sink.port, changes));
	} finally {
		await sink.stop();
	}
}

describe('Verifying the connection', () => {
	test('passes where the server takes user and password, and sends nothing', async () => {
		const auth = { user: 'shop', password: 'right-password' };
		const sink = await startSmtpSink({ auth });
		const channel = createSmtpChannel(sinkSettings(sink.port, auth));
		await expect(channel.verify()).resolves.toBeUndefined();
		await channel.close();
		expect(sink.total()).toBe(0);
		await sink.stop();
	});

	test('names a wrong password and says what to check', async () => {
		const fault = await faultWith({ auth: { user: 'shop', password: 'right-password' } }, { user: 'shop', password: 'wrong-password' });
		expect(fault.code).toBe('not-allowed');
		expect(fault.message).toMatch(/refused the sign-in of shop: 535/);
		expect(fault.wayOut).toContain('app password');
	});

	test('tells a server that cannot check the password now from a wrong one', async () => {
		const failure = { code: 454, text: '4.7.0 Temporary failure' };
		const fault = await faultWith({ auth: { user: 'shop', password: 'x', failure } }, { user: 'shop', password: 'right-password' });
		expect(fault.code).toBe('unavailable');
	});

	test('names a missing password', async () => {
		const fault = await faultWith({ auth: { user: 'shop', password: 'x' } }, { user: 'shop', password: '' });
		expect(fault.message).toContain('needs both User and Password');
	});

	test('names a host that does not exist', async () => {
		const fault = await faultOf(sinkSettings(25, { host: 'no-such-host.invalid' }));
		expect(fault.message).toContain('no-such-host.invalid was not found');
	});

	test('names a port where nothing answers', async () => {
		const server = createServer();
		const port = await new Promise<number>((resolve) => {
			server.listen(0, '127.0.0.1', () => {
				const address = server.address();
				resolve(address !== null && typeof address === 'object' ? address.port : 0);
			});
		});
		await new Promise<void>((resolve) => server.close(() => resolve()));
		expect((await faultOf(sinkSettings(port))).message).toBe(`Nothing answers at 127.0.0.1:${port}.`);
	});

	test('sees SSL/TLS where the server begins in plain text', async () => {
		const fault = await faultWith({}, { secure: 'tls' });
		expect(fault.message).toContain('does not speak SSL/TLS');
		expect(fault.wayOut).toContain('Switch SSL/TLS off');
	});

	test('sees plain text where the server waits for SSL/TLS', async () => {
		const fault = await faultWith({ tls: 'tls' }, {});
		expect(fault.wayOut).toContain('switch SSL/TLS on');
	});

	test('says that port 465 needs SSL/TLS', () => {
		const error = Object.assign(new Error('Greeting never received'), { code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' as const });
		const fault = smtpFault(error, sinkSettings(465, { secure: 'starttls' }), (words) => words);
		expect(fault.wayOut).toContain('Port 465 needs SSL/TLS');
	});

	test('names a certificate nobody trusts', async () => {
		const fault = await faultWith({ tls: 'tls' }, { secure: 'tls' });
		expect(fault.message).toContain('is not trusted');
	});

	test('names a certificate nobody trusts behind STARTTLS too', async () => {
		const fault = await faultWith({ tls: 'starttls' }, { secure: 'starttls' });
		expect(fault.message).toContain('is not trusted');
	});

	test('passes on the words of a server that refuses to serve', async () => {
		const fault = await faultWith({ greeting: { code: 554, text: '5.7.1 Your address is blocked' } }, {});
		expect(fault.message).toContain('5.7.1 Your address is blocked');
	});

	test('ends when the server hangs up', async () => {
		expect((await faultWith({ dropConnections: 'always' }, {})).code).toBe('unavailable');
	});
});

describe('The settings', () => {
	const credential = { user: 'u', password: 'p', host: ' smtp.shop.example ', port: 587, secure: false };

	test('follow the fields of the SMTP credential of n8n', () => {
		expect(smtpSettingsFrom({ ...credential, secure: true, port: 465 }).secure).toBe('tls');
		expect(smtpSettingsFrom({ ...credential, secure: true, disableStartTls: true }).secure).toBe('tls');
		expect(smtpSettingsFrom({ ...credential, hostName: '' })).toMatchObject({ secure: 'starttls', host: 'smtp.shop.example', hostName: null });
		expect(smtpSettingsFrom({ ...credential, disableStartTls: true, hostName: 'crm.shop.example' })).toMatchObject({ secure: 'none', hostName: 'crm.shop.example' });
	});

	test('have defaults: five connections of a hundred mails', () => {
		expect(completeSmtpSettings(smtpSettingsFrom(credential))).toMatchObject({ maxConnections: 5, maxMessagesPerConnection: 100 });
	});

	test('never let a password cross a network unencrypted unless encryption was switched off', () => {
		expect(mustEncrypt(smtpSettingsFrom(credential))).toBe(true);
		expect(mustEncrypt(smtpSettingsFrom({ ...credential, password: '' }))).toBe(false);
		expect(mustEncrypt(smtpSettingsFrom({ ...credential, disableStartTls: true }))).toBe(false);
		expect(mustEncrypt(smtpSettingsFrom({ ...credential, host: '127.0.0.1' }))).toBe(false);
		expect(mustEncrypt(smtpSettingsFrom({ ...credential, host: 'localhost' }))).toBe(false);
	});
});
