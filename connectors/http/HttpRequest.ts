/** What a request carries. */
export type HttpBody =
	| { readonly kind: 'json'; readonly value: unknown }
	| { readonly kind: 'raw'; readonly contentType: string; readonly content: string | Buffer };

/** One call of a service. */
export interface HttpRequest {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Under the client's base URL, with its leading slash; parts of it already percent-encoded. */
	readonly path: string;
	/** Left out where undefined. */
	readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: HttpBody;
	/**
	 * Whether it does no harm when it reaches the service twice. Only then is it tried again after a lost answer or a
	 * 5xx; what was certainly not accepted (429, no connection) is tried again in any case.
	 */
	readonly repeatable: boolean;
	/** From the standing connection to the end of the answer, in ms. Default: the client's. */
	readonly answerTimeout?: number;
}
