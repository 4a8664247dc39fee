/**
 * What SendGrid takes, in one place. From its documentation; those marked (unsure) were not seen in its specification.
 */
export const SENDGRID_LIMITS = {
	/** Recipients of one call over all its personalizations. */
	recipientsPerCall: 1_000,
	/** Bytes of one call. Ours stay below: how SendGrid counts is not said. */
	callBytes: 30_000_000,
	/** Bytes of the substitutions of one personalization. */
	substitutionBytes: 10_000,
	categories: 10,
	categoryLength: 255,
	ipPoolLength: 64,
	/** Rows of a page of suppressions. */
	suppressionPage: 500,
	/** Addresses put on the global suppressions by one call (unsure). */
	suppressionsPerCall: 1_000,
	/** Addresses of one erase job (unsure). */
	erasuresPerCall: 1_000,
} as const;
