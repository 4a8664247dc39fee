import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Headers of a signed event post, in lower case as Node gives them. */
export const SIGNATURE_HEADER = 'x-twilio-email-event-webhook-signature';
export const TIMESTAMP_HEADER = 'x-twilio-email-event-webhook-timestamp';

/** A window in which a post's own time must lie. */
export interface ReplayWindow {
	/** Seconds either way. SendGrid tries again for 24 hours, and does not say whether it signs anew: too small loses events. */
	readonly seconds: number;
	/** UTC ms. */
	readonly now: number;
}

/**
 * Whether SendGrid signed this body: ECDSA over P-256 and SHA-256 of the timestamp's and the body's bytes. False for
 * anything missing or malformed; never throws.
 * @param publicKey as SendGrid shows it: SPKI in base64 (PEM is taken too)
 * @param signature header `X-Twilio-Email-Event-Webhook-Signature`
 * @param timestamp header `X-Twilio-Email-Event-Webhook-Timestamp`, epoch seconds
 * @param rawBody the bytes as they came: parsed and written again they are others
 */
export function verifySendGridSignature(publicKey: string, signature: string | undefined, timestamp: string | undefined, rawBody: Buffer, window: ReplayWindow | null = null): boolean {
	if (signature === undefined || timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return false;
	if (window !== null && Math.abs(window.now - Number(timestamp) * 1000) > window.seconds * 1000) return false;
	const key = readKey(publicKey);
	const bytes = strictBase64(signature);
	if (key === null || bytes === null) return false;
	try {
		return verify('sha256', Buffer.concat([Buffer.from(timestamp, 'utf8'), rawBody]), key, bytes);
	} catch {
		return false;
	}
}

function readKey(text: string): KeyObject | null {
	const bytes = strictBase64(text.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, '').replace(/\s+/g, ''));
	if (bytes === null) return null;
	try {
		const key = createPublicKey({ key: bytes, format: 'der', type: 'spki' });
		return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
	} catch {
		return null;
	}
}

/** Node's own decoder passes over what is no base64: a signature with rubbish in it would be as good as without. */
function strictBase64(text: string): Buffer | null {
	const bytes = Buffer.from(text, 'base64');
	return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}
