import type { HttpClock } from '../http/HttpClient';
import type { BrevoBucket, BrevoLimits } from './brevoLimits';

/** What the Brevo connector needs. Durations in milliseconds. */
export interface BrevoSettings {
	/** Begins with `xkeysib-`. */
	readonly apiKey: string;
	/** Null or empty: https://api.brevo.com/v3. */
	readonly baseUrl?: string | null;
	/** Mails are checked and answered as usual, but Brevo drops them: nothing is sent, no events come. Default: false. */
	readonly sandbox?: boolean;
	/** Limits other than the published ones, by bucket. */
	readonly limits?: Partial<Readonly<Record<BrevoBucket, BrevoLimits>>>;
	/** For the answer to a call. Default: 60 s; 3 minutes for a call full of mails. */
	readonly answerTimeout?: number;
	/** Pause before a sending whose answer was lost is repeated. Default: 1 s. */
	readonly repeatPause?: number;
	/** Pause before any other call is tried again, doubled each time. Default: 500 ms. */
	readonly firstPause?: number;
	/** Time, to be replaced in tests. */
	readonly clock?: HttpClock;
}

/** The credential `crmBrevoApi`, as its fields are stored. */
export interface BrevoCredential {
	readonly apiKey: string;
	readonly baseUrl?: string;
}

/** Where the API is unless told otherwise. */
export const BREVO_URL = 'https://api.brevo.com/v3';

/** Reads the credential. */
export function brevoSettingsFrom(credential: BrevoCredential): BrevoSettings {
	const baseUrl = (credential.baseUrl ?? '').trim();
	return { apiKey: credential.apiKey.trim(), baseUrl: baseUrl === '' ? null : baseUrl };
}
