import { EngineError } from '../EngineError';

/** A record's kind: the words of the glossary. */
export const KINDS = [
	'lead',
	'contact',
	'account',
	'campaign',
	'opportunity',
	'task',
	'message',
	'activity',
	'event',
	'template',
	'user',
] as const;

export type Kind = (typeof KINDS)[number];

/** Kinds a segment searches. */
export const SEARCH_KINDS = ['lead', 'contact', 'account', 'message', 'task', 'opportunity'] as const satisfies readonly Kind[];

export type SearchKind = (typeof SEARCH_KINDS)[number];

/** Kinds that a mail can be addressed to. */
export const RECIPIENT_KINDS = ['contact', 'lead', 'account'] as const satisfies readonly Kind[];

export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** A kind as stored in keys: small, and never changed. */
const CODES: Readonly<Record<Kind, number>> = {
	lead: 1,
	contact: 2,
	account: 3,
	message: 4,
	task: 5,
	opportunity: 6,
	campaign: 7,
	activity: 8,
	event: 9,
	template: 10,
	user: 11,
};

const KIND_OF_CODE = new Map<number, Kind>(KINDS.map((kind) => [CODES[kind], kind]));

export function kindCode(kind: Kind): number {
	return CODES[kind];
}

/** @throws EngineError for a number that no kind has */
export function kindOfCode(code: number): Kind {
	const kind = KIND_OF_CODE.get(code);
	if (kind) return kind;
	throw new EngineError('store-broken', `The store names a kind of record (${code}) that this version doesn't know.`, 'Update n8n-nodes-crm-campaigns.');
}

export function isKind(text: string): text is Kind {
	return KINDS.some((kind) => kind === text);
}

export function isSearchKind(text: string): text is SearchKind {
	return SEARCH_KINDS.some((kind) => kind === text);
}

export function isRecipientKind(text: string): text is RecipientKind {
	return RECIPIENT_KINDS.some((kind) => kind === text);
}
