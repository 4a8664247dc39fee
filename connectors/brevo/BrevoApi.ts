import { HttpClient } from '../http/HttpClient';
import type { HttpRequest } from '../http/HttpRequest';
import { type BrevoAnswer, readAnswer } from './brevoAnswer';
import { brevoFault } from './brevoFault';
import { type BrevoBucket, bucketOf, PUBLISHED_LIMITS, readBrevoRate } from './brevoLimits';
import { BREVO_URL, type BrevoSettings } from './BrevoSettings';

/**
 * Brevo's API v3. One client for each group of calls that Brevo counts together, so that an empty hour of one doesn't
 * hold up the others. Paced by the published limits and by what the answers say. No method shows the key.
 */
export class BrevoApi {
	private readonly clients = new Map<BrevoBucket, HttpClient>();

	constructor(private readonly settings: BrevoSettings) {}

	/** Tells this account's key apart from others. Secret: only its hash may be kept. */
	get identity(): string {
		return `${this.settings.baseUrl ?? BREVO_URL}\n${this.settings.apiKey}`;
	}

	/** Makes a call and tells what came of it. Never throws. */
	async ask(request: HttpRequest): Promise<BrevoAnswer> {
		const client = this.clientFor(bucketOf(request.method, request.path));
		return readAnswer(await client.call(request), client.clean);
	}

	/**
	 * Makes a call that has to succeed; answers its body (undefined where it has none).
	 * @param what what is to be done, to be read after "could not": "read the account"
	 * @throws EngineError with what to do about it
	 */
	async demand(request: HttpRequest, what: string): Promise<unknown> {
		const answer = await this.ask(request);
		if (answer.kind !== 'ok') throw brevoFault(answer, what);
		return answer.body;
	}

	private clientFor(bucket: BrevoBucket): HttpClient {
		const known = this.clients.get(bucket);
		if (known !== undefined) return known;
		const { apiKey, baseUrl, limits, answerTimeout, firstPause, clock } = this.settings;
		const { windows, longestWait } = limits?.[bucket] ?? PUBLISHED_LIMITS[bucket];
		const made = new HttpClient({
			baseUrl: (baseUrl ?? BREVO_URL).replace(/\/+$/, ''),
			headers: { 'api-key': apiKey },
			secrets: [apiKey],
			limits: windows,
			readRate: readBrevoRate,
			longestWait,
			answerTimeout,
			firstPause,
			clock,
		});
		this.clients.set(bucket, made);
		return made;
	}
}
