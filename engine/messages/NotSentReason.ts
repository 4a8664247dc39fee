/** Why a record can't be mailed, found before anything is sent (VM-12). */
export type NotSentReason =
	| 'no_address'
	| 'malformed_address'
	/** Mails to it came back for good; another address of the same record may be mailed. */
	| 'address_bounced'
	| 'opted_out'
	| 'address_taken'
	/** Deleted between the message's creation and its sending. */
	| 'recipient_gone';

/** `address`: the data is wrong, for data-quality work. `policy`: the data is right and the mail is still not allowed. */
export type ReasonClass = 'address' | 'policy';

interface ReasonWords {
	readonly reasonClass: ReasonClass;
	readonly words: string;
}

const WORDS: Readonly<Record<NotSentReason, ReasonWords>> = {
	no_address: { reasonClass: 'address', words: 'No email address' },
	malformed_address: { reasonClass: 'address', words: 'Malformed email address' },
	address_bounced: { reasonClass: 'address', words: 'Mails to this address came back' },
	opted_out: { reasonClass: 'policy', words: 'Opted out' },
	address_taken: { reasonClass: 'policy', words: 'Address already mailed in this campaign' },
	recipient_gone: { reasonClass: 'policy', words: 'Record deleted' },
};

export const NOT_SENT_REASONS: readonly NotSentReason[] = [
	'no_address',
	'malformed_address',
	'address_bounced',
	'opted_out',
	'address_taken',
	'recipient_gone',
];

export function reasonWords(reason: NotSentReason): string {
	return WORDS[reason].words;
}

export function reasonClass(reason: NotSentReason): ReasonClass {
	return WORDS[reason].reasonClass;
}
