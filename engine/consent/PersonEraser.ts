/** What a service did with somebody who is to be forgotten there. */
export type ErasureOutcome =
	/** Gone, or on its way out; `note` says what the service says of it. */
	| { readonly kind: 'erased'; readonly note: string | null }
	/** The service knows nobody with this address. */
	| { readonly kind: 'unknown' }
	/** The answer was lost: it may have been done or not. */
	| { readonly kind: 'uncertain'; readonly reason: string }
	/** Not done: why, and what to do about it. */
	| { readonly kind: 'failed'; readonly reason: string };

/** A mail service that can forget a person: connectors implement it, the engine calls it. */
export interface PersonEraser {
	/** As people know it: SendGrid, Brevo. */
	readonly service: string;
	/** Harmless to repeat. May throw: that counts as failed, or as uncertain where the answer was lost (EngineError). */
	erase(address: string): Promise<ErasureOutcome>;
}
