import { sql, type SqlBool } from 'kysely';

/**
 * The messages that still have a way to go: to the letter the condition of the partial index over them,
 * else SQLite does not see that it may use it.
 */
export const UNSETTLED = sql<SqlBool>`"state" IN ('queued', 'claimed', 'sending', 'uncertain')`;

/** The messages that a person decides about, likewise. */
export const FOR_A_PERSON = sql<SqlBool>`"state" IN ('failed', 'uncertain')`;
