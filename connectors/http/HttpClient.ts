import { setTimeout as sleep } from 'node:timers/promises';
import type { AxiosInstance } from 'axios';
import { createAxios, exchange, type ExchangeLimits } from './exchange';
import type { HttpRequest } from './HttpRequest';
import type { AnswerHead, HttpResult } from './HttpResult';
import { Pacer, type RateLimit } from './Pacer';
import { firstNotice, readRetryAfter, type ReadRateNotice } from './rateNotice';
import { wordsCleaner } from '../wordsCleaner';
import { pauseBefore, type RetryLimits, worthAnotherTry } from './retry';

/** Time and chance, to be replaced in tests. `now` in UTC ms. */
export interface HttpClock {
	readonly now: () => number;
	readonly sleep: (milliseconds: number) => Promise<unknown>;
	/** From 0 to below 1. */
	readonly random: () => number;
}

/** How to talk to one service. Durations in ms. */
export interface HttpClientOptions {
	/** Without a trailing slash, its common path included: `https://api.example.com/v3`. */
	readonly baseUrl: string;
	/** Sent with each request. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Whatever of it must never be seen: keys, passwords. Taken out of every reason. */
	readonly secrets: readonly string[];
	/** What the service publishes. Default: none. */
	readonly limits?: readonly RateLimit[];
	/** What its answers say, besides Retry-After. */
	readonly readRate?: ReadRateNotice;
	/** The longest a call waits for the service's rate before it answers `limited`. Default: 30 s. */
	readonly longestWait?: number;
	/** Default: 10 s. */
	readonly connectTimeout?: number;
	/** Default: 60 s. */
	readonly answerTimeout?: number;
	/** Default: 20 MB. */
	readonly maxAnswerBytes?: number;
	/** Default: 3. */
	readonly retries?: number;
	/** Default: 500 ms. */
	readonly firstPause?: number;
	readonly clock?: HttpClock;
}

const SYSTEM_CLOCK: HttpClock = { now: Date.now, sleep, random: Math.random };

/**
 * Talks to one service: paced by its published limits and by what its answers say, over connections that stay open.
 * Repeats what may be repeated (see `HttpRequest.repeatable`). Throws nothing but programming errors; what became of
 * a call is its result.
 */
export class HttpClient {
	/** Readies a service's words for storing and showing; takes the secrets out. */
	readonly clean: (words: string) => string;
	private readonly axios: AxiosInstance;
	private readonly pacer: Pacer;
	private readonly clock: HttpClock;
	private readonly limits: ExchangeLimits;
	private readonly retry: RetryLimits;
	private readonly readRate: ReadRateNotice;
	private readonly longestWait: number;
	/** Those who wait for the service's rate, one behind the other: only the first looks at the clock. */
	private line: Promise<unknown> = Promise.resolve();

	constructor(options: HttpClientOptions) {
		this.clean = wordsCleaner(options.secrets);
		this.axios = createAxios(options.baseUrl, options.headers ?? {});
		this.clock = options.clock ?? SYSTEM_CLOCK;
		this.pacer = new Pacer(options.limits ?? [], this.clock.now);
		this.limits = {
			connectTimeout: options.connectTimeout ?? 10_000,
			answerTimeout: options.answerTimeout ?? 60_000,
			maxAnswerBytes: options.maxAnswerBytes ?? 20_000_000,
		};
		this.retry = { retries: options.retries ?? 3, firstPause: options.firstPause ?? 500, longestPause: 10_000 };
		this.readRate = options.readRate === undefined ? readRetryAfter : firstNotice(readRetryAfter, options.readRate);
		this.longestWait = options.longestWait ?? 30_000;
	}

	/** Makes the call, and makes it again as far as that does no harm and the waits stay within limits. */
	async call(request: HttpRequest): Promise<HttpResult> {
		for (let attempt = 1; ; attempt++) {
			const retryAt = await this.turn();
			if (retryAt !== null) return this.limited(retryAt);
			const result = await this.once(request);
			if (!worthAnotherTry(result, request.repeatable)) return result;
			const pause = pauseBefore(attempt, this.retry, this.clock.random());
			// A 429 is about all calls: they wait in line with this one.
			if (isTooMany(result)) this.pacer.hold(this.clock.now() + pause);
			if (attempt > this.retry.retries) return isTooMany(result) ? this.limited(this.clock.now() + this.pacer.waitFor()) : result;
			if (!isTooMany(result)) await this.clock.sleep(pause);
		}
	}

	/** Waits until the service's rate lets the next call go; answers null, or the instant when it would where that is too far. */
	private turn(): Promise<number | null> {
		const mine = this.line.then(async () => {
			const deadline = this.clock.now() + this.longestWait;
			for (;;) {
				const wait = this.pacer.waitFor();
				if (wait === 0) {
					this.pacer.take();
					return null;
				}
				if (this.clock.now() + wait > deadline) return this.clock.now() + wait;
				await this.clock.sleep(wait);
			}
		});
		this.line = mine;
		return mine;
	}

	private async once(request: HttpRequest): Promise<HttpResult> {
		const result = await exchange(this.axios, request, this.limits);
		const head = headOf(result);
		this.pacer.done(head === null ? null : this.readRate(head, this.clock.now()));
		switch (result.kind) {
			case 'unreachable':
			case 'lost':
				return { ...result, reason: this.clean(result.reason) };
			case 'answered':
			case 'limited':
				return result;
		}
	}

	private limited(retryAt: number): HttpResult {
		const seconds = Math.max(1, Math.ceil((retryAt - this.clock.now()) / 1000));
		return { kind: 'limited', reason: `The service's rate limit is reached: try again after ${seconds} s`, retryAt };
	}
}

function isTooMany(result: HttpResult): boolean {
	return result.kind === 'answered' && result.status === 429;
}

function headOf(result: HttpResult): AnswerHead | null {
	switch (result.kind) {
		case 'answered':
			return result;
		case 'lost':
			return result.head;
		case 'unreachable':
		case 'limited':
			return null;
	}
}
