import { generateKeyPairSync, sign } from 'node:crypto';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, verifySendGridSignature } from '../../../connectors/sendgrid/signature';
import { eventPost, makeSigningKeys } from '../../simulators/sendgrid/SignedPosts';

const keys = makeSigningKeys();
const at = 1_795_000_000;
const { body, headers } = eventPost([{ email: 'élan@people.example', event: 'open' }], keys, at);
const signature = headers['X-Twilio-Email-Event-Webhook-Signature'] ?? '';
const timestamp = String(at);

describe('X-03 The signature of events', () => {
	test('holds for what SendGrid signed, 200 times over', () => {
		expect(SIGNATURE_HEADER).toBe('X-Twilio-Email-Event-Webhook-Signature'.toLowerCase());
		expect(TIMESTAMP_HEADER).toBe('X-Twilio-Email-Event-Webhook-Timestamp'.toLowerCase());
		for (let i = 0; i < 200; i++) {
			const post = eventPost([{ n: i, word: 'ß'.repeat(i % 7) }], keys);
			expect(verifySendGridSignature(keys.publicKey, post.headers['X-Twilio-Email-Event-Webhook-Signature'], post.headers['X-Twilio-Email-Event-Webhook-Timestamp'], post.body)).toBe(true);
		}
		const pem = `-----BEGIN PUBLIC KEY-----\n${keys.publicKey.replace(/(.{64})/g, '$1\n')}\n-----END PUBLIC KEY-----\n`;
		expect(verifySendGridSignature(pem, signature, timestamp, body)).toBe(true);
	});

	test.each<[string, string, string | undefined, string | undefined, Buffer]>([
		['another key', makeSigningKeys().publicKey, signature, timestamp, body],
		['no key', '', signature, timestamp, body],
		['a key that is none', 'AAAA', signature, timestamp, body],
		['no signature', keys.publicKey, undefined, timestamp, body],
		['an empty signature', keys.publicKey, '', timestamp, body],
		['a truncated signature', keys.publicKey, signature.slice(0, -8), timestamp, body],
		['a signature with rubbish in it', keys.publicKey, `!${signature}`, timestamp, body],
		['a signature with something after it', keys.publicKey, Buffer.concat([Buffer.from(signature, 'base64'), Buffer.from([0])]).toString('base64'), timestamp, body],
		['a signature that is no DER', keys.publicKey, Buffer.alloc(70, 7).toString('base64'), timestamp, body],
		['no timestamp', keys.publicKey, signature, undefined, body],
		['another timestamp', keys.publicKey, signature, String(at + 1), body],
		['a trimmed body', keys.publicKey, signature, timestamp, Buffer.from(body.toString('utf8').trim())],
		['a body parsed and written again', keys.publicKey, signature, timestamp, Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))))],
		['another body', keys.publicKey, signature, timestamp, Buffer.from(body.toString('utf8').replace('open', 'spam'))],
	])('does not hold with %s', (_name, key, signed, time, bytes) => {
		expect(verifySendGridSignature(key, signed, time, bytes)).toBe(false);
	});

	test('does not hold by an RSA key or another curve, though they verify something', () => {
		for (const pair of [generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('ec', { namedCurve: 'secp384r1' })]) {
			const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
			const made = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), pair.privateKey).toString('base64');
			expect(verifySendGridSignature(key, made, timestamp, body)).toBe(false);
		}
	});

	test('may be asked to be fresh', () => {
		const within = (seconds: number, now: number): boolean => verifySendGridSignature(keys.publicKey, signature, timestamp, body, { seconds, now: now * 1000 });
		expect([within(300, at + 299), within(300, at - 299), within(300, at + 301), within(300, at - 301), within(86_400, at + 80_000)]).toEqual([true, true, false, false, true]);
	});
});
