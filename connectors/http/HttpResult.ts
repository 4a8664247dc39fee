/** Header values by lower-case name; several of one name joined by a comma. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** How an answer begins. */
export interface AnswerHead {
	readonly status: number;
	readonly headers: HttpHeaders;
}

/** What became of one call. Never thrown: what a service or the network does is an outcome. */
export type HttpResult =
	/** A whole answer, of whatever status. `body` is its text, unpacked. */
	| (AnswerHead & { readonly kind: 'answered'; readonly body: string })
	/** Certainly not handed over: no such host, nobody listens, a certificate that isn't trusted, a proxy that refuses. */
	| { readonly kind: 'unreachable'; readonly reason: string }
	/**
	 * It may have arrived: the connection stood, the answer didn't come, not in time, or not whole.
	 * `head` is how the answer began, where that much came.
	 */
	| { readonly kind: 'lost'; readonly reason: string; readonly head: AnswerHead | null }
	/** Held back, or turned away by 429: the service's rate allows it only after `retryAt` (UTC ms), longer than a call may wait. Nothing was accepted. */
	| { readonly kind: 'limited'; readonly reason: string; readonly retryAt: number };
