import { EngineError } from '../../EngineError';

export function postgresCode(error: unknown): string {
	if (typeof error !== 'object' || error === null || !('code' in error)) return '';
	return typeof error.code === 'string' ? error.code : '';
}

/** The server can't be found or does not answer. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE']);
/** SQLSTATEs of a server that shuts down, starts up, has no connection left, or closed this one. */
const NOT_SERVING = /^(08|57P0[1-5]|53300)/;
/** What the driver says without a code. */
const LOST = /connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i;
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/;

/**
 * Turns what PostgreSQL or its driver throws into words for people; other errors stay what they are.
 * @param lost whether the connection broke meanwhile
 */
export function explainPostgresError(error: unknown, location: string, lost: boolean = false): Error {
	if (error instanceof EngineError) return error;
	const code = postgresCode(error);
	const words = error instanceof Error ? error.message : String(error);
	if (UNREACHABLE.has(code)) {
		return new EngineError(
			'unavailable',
			`The store ${location} can't be reached (${code}).`,
			'Check host and port in the CRM Store credential, and that the database runs.',
		);
	}
	if (UNTRUSTED.test(code) || /does not support SSL/i.test(words)) {
		return new EngineError('unavailable', `The store ${location} could not be reached safely: ${words}.`, 'Check SSL in the CRM Store credential, and the certificate of the database.');
	}
	if (code.startsWith('28') || code === '3D000') {
		return new EngineError(
			'not-allowed',
			`The store ${location} refused the sign-in.`,
			'Check database, user and password in the CRM Store credential.',
		);
	}
	if (lost || NOT_SERVING.test(code) || LOST.test(words)) {
		return new EngineError(
			'unavailable',
			`The store ${location} does not serve just now (${code || words}).`,
			'Try again in a moment: what was already stored is unharmed, the rest is taken up.',
		);
	}
	if (code === '25006' || code === '42501') {
		return new EngineError(
			'store-readonly',
			`The store ${location} can't be written by this user.`,
			'Give the user of the CRM Store credential the right to create and write tables.',
		);
	}
	if (code === '53100') {
		return new EngineError(
			'store-full',
			`The store ${location} can't grow: the database's disk is full.`,
			'Free some room and run this again: what was already stored is unharmed, the rest is taken up.',
		);
	}
	return error instanceof Error ? error : new Error(words);
}
