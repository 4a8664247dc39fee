/** What a column says of a row's recipient: whether a mail would reach it. In the order in which it is sorted. */
export const CONSENT_STATES = ['mayBeMailed', 'optedOut', 'bounced', 'malformedAddress', 'noAddress', 'noRecipient'] as const;

export type ConsentState = (typeof CONSENT_STATES)[number];

export function isConsentState(text: string): text is ConsentState {
	return CONSENT_STATES.some((state) => state === text);
}
