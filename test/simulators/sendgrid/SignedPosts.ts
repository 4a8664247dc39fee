import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A pair of keys as SendGrid makes one for a webhook. */
export interface SigningKeys {
	/** SPKI in base64, as SendGrid shows it. */
	readonly publicKey: string;
	readonly privateKey: KeyObject;
}

/** What goes over the wire for some events. */
export interface EventPost {
	readonly body: Buffer;
	readonly headers: Readonly<Record<string, string>>;
}

export function makeSigningKeys(): SigningKeys {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
	return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'), privateKey };
}

/** Events as one post: a list with a CRLF at its end, signed over the timestamp and these bytes. */
export function eventPost(events: readonly unknown[], keys: SigningKeys | null, timestamp: number = Math.floor(Date.now() / 1000)): EventPost {
	const body = Buffer.from(`[${events.map((event) => JSON.stringify(event)).join(',\r\n')}]\r\n`, 'utf8');
	const headers: Record<string, string> = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'SendGrid Event API' };
	if (keys === null) return { body, headers };
	const signature = sign('sha256', Buffer.concat([Buffer.from(String(timestamp)), body]), keys.privateKey).toString('base64');
	return { body, headers: { ...headers, 'X-Twilio-Email-Event-Webhook-Signature': signature, 'X-Twilio-Email-Event-Webhook-Timestamp': String(timestamp) } };
}
