import { EngineError } from '../../engine/EngineError';
import { HttpClient } from '../http/HttpClient';
import type { HttpRequest } from '../http/HttpRequest';
import type { HttpResult } from '../http/HttpResult';
import { isObject, parseJson } from '../http/json';
import { leftReader } from '../http/rateNotice';
import { sendGridFault } from './sendGridFault';
import { sendGridBaseUrl, type SendGridSettings } from './SendGridSettings';

/** What SendGrid says about its rate. Left out by some of its calls, `/mail/send` among them. */
const READ_RATE = leftReader('x-ratelimit-remaining', 'x-ratelimit-reset', 'epoch seconds');

/** A large call is taken in slowly at times. */
const SEND_TIMEOUT = 120_000;

/**
 * SendGrid's web API v3 for one key. Its rate is told per call path, so sending is paced apart from all the rest.
 */
export class SendGridApi {
	/** Readies SendGrid's words for storing and showing; takes the key out. */
	readonly clean: (words: string) => string;
	private readonly mail: HttpClient;
	private readonly rest: HttpClient;

	constructor(readonly settings: SendGridSettings) {
		const options = {
			baseUrl: sendGridBaseUrl(settings),
			headers: {
				Authorization: `Bearer ${settings.apiKey}`,
				...(settings.subuser === null ? {} : { 'on-behalf-of': settings.subuser }),
			},
			secrets: [settings.apiKey],
			readRate: READ_RATE,
			longestWait: settings.longestWait,
			clock: settings.clock,
		};
		this.mail = new HttpClient({ ...options, answerTimeout: settings.sendTimeout ?? SEND_TIMEOUT });
		this.rest = new HttpClient(options);
		this.clean = this.rest.clean;
	}

	/** `POST /mail/send`. SendGrid knows no idempotency key: it is never repeated after it may have been accepted. */
	async sendMail(json: Buffer): Promise<HttpResult> {
		return await this.mail.call({ method: 'POST', path: '/mail/send', body: { kind: 'raw', contentType: 'application/json', content: json }, repeatable: false });
	}

	/** Any other call, as it ended. */
	async call(request: HttpRequest): Promise<HttpResult> {
		return await this.rest.call(request);
	}

	/**
	 * Any other call; answers the JSON of a 2xx (undefined where it is empty).
	 * @param doing completes "SendGrid did not let us …"
	 * @throws EngineError for everything else
	 */
	async ask(request: HttpRequest, doing: string): Promise<unknown> {
		const result = await this.call(request);
		if (result.kind === 'answered' && result.status >= 200 && result.status < 300) return parseJson(result.body);
		throw this.fault(result, doing);
	}

	/** What to tell a user about a call that did not end as it should. */
	fault(result: HttpResult, doing: string): EngineError {
		return sendGridFault(result, doing, this.settings, this.clean);
	}

	/**
	 * Asks what the key may do.
	 * @throws EngineError when it isn't accepted, or may not do all of `needed`
	 */
	async verify(needed: readonly string[] = ['mail.send']): Promise<void> {
		const answer = await this.ask({ method: 'GET', path: '/scopes', repeatable: true }, 'read what the API key may do');
		const scopes: unknown = isObject(answer) ? answer.scopes : undefined;
		if (!Array.isArray(scopes)) throw new EngineError('unavailable', 'SendGrid did not say what the API key may do.', 'Check that the credential leads to SendGrid and not to a proxy’s own page.');
		const missing = needed.filter((scope) => !scopes.includes(scope));
		if (missing.length === 0) return;
		throw new EngineError('not-allowed', `The API key is accepted, but lacks the permission ${missing.join(', ')}.`, 'Give it that permission (Mail Send for sending) in SendGrid under Settings → API Keys, or make a new key.');
	}
}
