import type { HttpClock } from '../http/HttpClient';

/** Where an account's or subuser's data lie. */
export type SendGridRegion = 'global' | 'eu';

/** What a connection to SendGrid needs. */
export interface SendGridSettings {
	readonly apiKey: string;
	readonly region: SendGridRegion;
	/** Acts on behalf of this subuser; null: the key's own account. */
	readonly subuser: string | null;
	/** Instead of the region's host, without a path: for tests. Null or absent: the region's. */
	readonly baseUrl?: string | null;
	/** The longest a call waits for SendGrid's rate, in ms. Default: 30 s. */
	readonly longestWait?: number;
	/** How long a call with mails waits for its answer, in ms. Default: 2 minutes; giving up early would make a thousand mails uncertain. */
	readonly sendTimeout?: number;
	readonly clock?: HttpClock;
}

/** The fields of the SendGrid credential, as they are stored. */
export interface SendGridCredential {
	readonly apiKey: string;
	readonly region: SendGridRegion;
	readonly subuser?: string;
	/** Public key of the signed event webhook; empty: not signed, or asked for when it is registered. */
	readonly verificationKey?: string;
	readonly baseUrl?: string;
}

/** Reads the SendGrid credential. */
export function sendGridSettingsFrom(credential: SendGridCredential): SendGridSettings {
	return {
		apiKey: credential.apiKey.trim(),
		region: credential.region,
		subuser: textOrNull(credential.subuser),
		baseUrl: textOrNull(credential.baseUrl),
	};
}

/** The address that paths are put behind. */
export function sendGridBaseUrl(settings: SendGridSettings): string {
	return `${(settings.baseUrl ?? HOSTS[settings.region]).replace(/\/+$/, '')}/v3`;
}

const HOSTS: Readonly<Record<SendGridRegion, string>> = {
	global: 'https://api.sendgrid.com',
	eu: 'https://api.eu.sendgrid.com',
};

function textOrNull(text: string | undefined): string | null {
	return text === undefined || text.trim() === '' ? null : text.trim();
}
