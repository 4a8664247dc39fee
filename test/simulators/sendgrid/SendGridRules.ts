/** How one mail/send goes wrong. */
export type SendFault =
	/** The connection is cut before anything is accepted. */
	| { readonly kind: 'drop-before-accepting' }
	/** The mails are accepted, the connection is cut instead of an answer. */
	| { readonly kind: 'drop-after-accepting' }
	/** The mails are accepted, the answer never comes. */
	| { readonly kind: 'silent-after-accepting' }
	/** The mails are accepted; the head of the answer comes, its body breaks off. */
	| { readonly kind: 'cut-answer' }
	/** An answer of this status; whether the mails were accepted is said by `accepts`. */
	| { readonly kind: 'status'; readonly status: number; readonly accepts?: boolean; readonly body?: string }
	| { readonly kind: 'delay'; readonly milliseconds: number };

/** How the simulator behaves. */
export interface SendGridRules {
	/** Permissions by API key. Default: the key `SG.test.key` may do all. */
	readonly keys?: Readonly<Record<string, readonly string[]>>;
	readonly subusers?: readonly string[];
	/** Addresses mails may come from; absent: any. */
	readonly verifiedSenders?: readonly string[];
	readonly groups?: readonly number[];
	readonly ipPools?: readonly string[];
	/** Default: 30,000,000. */
	readonly maxBytes?: number;
	/** Calls of each path in a window; beyond it 429. */
	readonly rate?: { readonly calls: number; readonly windowSeconds: number; readonly headers: boolean };
	/** What befalls the nth mail/send, counted from 1. */
	readonly onSend?: (nth: number) => SendFault | null;
	/** What befalls the nth call (from 1) of any other path. A delay delays; what `accepts` says is only for mails. */
	readonly onCall?: (method: string, path: string, nth: number) => SendFault | null;
	/** Addresses that no list takes: a call with one of them is refused whole. */
	readonly refusedAddresses?: ReadonlySet<string>;
	/** Default: 5. */
	readonly maxWebhooks?: number;
}

export const TEST_KEY = 'SG.test.key';
