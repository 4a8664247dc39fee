/** What the simulator answers instead of the right thing: status and body as on the wire. */
export interface BrevoRefusal {
	readonly status: number;
	readonly code: string;
	readonly message: string;
}

/** What it does with one call of POST /smtp/email. */
export type SendBehaviour =
	/** As the service does: 201 with an id for each version. */
	| { readonly kind: 'accept' }
	/** 201 without ids, or with fewer than there are versions. */
	| { readonly kind: 'accept with ids'; readonly ids: number }
	/** Takes the mails, then cuts the connection: the answer is lost. */
	| { readonly kind: 'accept and cut' }
	/** Takes the mails, then stays silent. */
	| { readonly kind: 'accept and stay silent' }
	/** Takes the mails, then answers so. */
	| ({ readonly kind: 'accept and refuse' } & BrevoRefusal)
	/** Reads the call and cuts the connection; nothing is taken. */
	| { readonly kind: 'cut' }
	/** Answers so; nothing is taken. */
	| ({ readonly kind: 'refuse' } & BrevoRefusal)
	/** Takes the mails and answers after so many ms. */
	| { readonly kind: 'slow'; readonly milliseconds: number };

/** At most so many calls in any `length` ms. */
export interface RateWindow {
	readonly limit: number;
	readonly length: number;
}

export type BucketName = 'send' | 'blocked' | 'statistics' | 'contacts' | 'other';

/** Everything a test can ask of the simulator. */
export interface BrevoRules {
	/** Default: `API_KEY`. */
	readonly apiKey?: string;
	/** Default: the published limits of the General plan, batch sending included. */
	readonly limits?: Partial<Readonly<Record<BucketName, readonly RateWindow[]>>>;
	/** Emails that may still be sent. Default: a million. */
	readonly credits?: number;
	/** Default: true. */
	readonly relayEnabled?: boolean;
	/** Every call is refused: the account lets unknown addresses of the network in no longer. */
	readonly unknownIp?: boolean;
	/** The account may not send yet. */
	readonly underValidation?: boolean;
	/** Keys of refused calls are remembered too: not documented either way. Default: only those of accepted ones. */
	readonly remembersRefused?: boolean;
	/** How long a key is remembered, ms. Default: 30 minutes. */
	readonly idempotencyTtl?: number;
	/** By the number of the call of POST /smtp/email, from 1. Default: accept. */
	readonly onSend?: (call: number, body: Readonly<Record<string, unknown>>) => SendBehaviour;
	/** Addresses that the service takes for malformed; the 400 names them, or only their version's place. */
	readonly badAddresses?: ReadonlySet<string>;
	readonly badAddressWords?: 'address' | 'place' | 'nothing';
	/** Senders it does not know. Default: any will do. */
	readonly senders?: ReadonlySet<string>;
	/** What POST /contacts/batch makes of contacts it does not know: not documented. Default: leaves them out. */
	readonly unknownInBatch?: 'left out' | 'refused';
	/** Most webhooks of an account. Default: 40. */
	readonly maxWebhooks?: number;
	/** What GET /webhooks answers where there are none: not documented. Default: an empty list. */
	readonly noWebhooks?: 'empty list' | 'no list' | 'not found';
	/** GET /webhooks shows no token of the ones that have one. */
	readonly hidesTokens?: boolean;
	/** For every path: the answer to its nth call, from 1; null: the right one; `cut`: it is done, and the answer is lost. */
	readonly onCall?: (method: string, path: string, nth: number) => BrevoRefusal | 'cut' | null;
}

export const API_KEY = 'xkeysib-0123456789abcdef-Sim';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Brevo's published limits of the General plan. */
export const PUBLISHED: Readonly<Record<BucketName, readonly RateWindow[]>> = {
	send: [
		{ limit: 100, length: MINUTE },
		{ limit: 6_000, length: HOUR },
	],
	blocked: [{ limit: 1_000, length: SECOND }],
	statistics: [{ limit: 300, length: HOUR }],
	contacts: [
		{ limit: 10, length: SECOND },
		{ limit: 36_000, length: HOUR },
	],
	other: [{ limit: 100, length: HOUR }],
};

/** Which limits a call counts against. */
export function bucketOf(method: string, path: string): BucketName {
	if (method === 'POST' && path === '/smtp/email') return 'send';
	if (path === '/smtp/blockedContacts') return 'blocked';
	if (path.startsWith('/smtp/')) return 'statistics';
	return path.startsWith('/contacts') ? 'contacts' : 'other';
}
