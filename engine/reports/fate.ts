import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** What happened to a message that was sent, by the columns that tell it. Never NULL. */
const FLAGS = {
	reported: sql`m.delivered_at IS NOT NULL`,
	opened: sql`m.open_count > 0`,
	openedByMachine: sql`m.machine_open_count > 0`,
	clicked: sql`m.click_count > 0`,
	hardBounced: sql`m.bounce_count > 0 AND m.bounce_kind IS DISTINCT FROM 'soft'`,
	softBounced: sql`m.bounce_count > 0 AND m.bounce_kind IS NOT DISTINCT FROM 'soft'`,
	dropped: sql`m.dropped_at IS NOT NULL`,
	unsubscribed: sql`m.unsubscribed_at IS NOT NULL`,
	spam: sql`m.spam_at IS NOT NULL`,
} as const;

type Flag = keyof typeof FLAGS;

const NAMES = Object.keys(FLAGS) as readonly Flag[];

/** Those that did not leave: below zero, where the flags of one that did are not. */
const UNSENT = { not_sent: -1, failed: -2, uncertain: -3, waiting: -4 } as const;

/** A row `m` of `message` as one number, which `fateOf` reads: what went the same way is counted together. */
export const FATE: RawBuilder<number> = sql<number>`CASE m.state
	WHEN 'sent' THEN ${sql.join(NAMES.map((flag) => sql`CASE WHEN ${FLAGS[flag]} THEN ${sql.lit(bits(flag))} ELSE 0 END`), sql` + `)}
	WHEN 'not_sent' THEN ${sql.lit(UNSENT.not_sent)} WHEN 'failed' THEN ${sql.lit(UNSENT.failed)} WHEN 'uncertain' THEN ${sql.lit(UNSENT.uncertain)}
	ELSE ${sql.lit(UNSENT.waiting)} END`;

export type Fate = { readonly kind: 'notSent' | 'failed' | 'uncertain' | 'waiting' } | SentFate;

export interface SentFate {
	readonly kind: 'sent';
	readonly is: (flag: Flag) => boolean;
}

export function fateOf(fate: number): Fate {
	switch (fate) {
		case UNSENT.not_sent:
			return { kind: 'notSent' };
		case UNSENT.failed:
			return { kind: 'failed' };
		case UNSENT.uncertain:
			return { kind: 'uncertain' };
		case UNSENT.waiting:
			return { kind: 'waiting' };
		default:
			return { kind: 'sent', is: (flag) => (fate & bits(flag)) !== 0 };
	}
}

/** What only somebody can have done who has it, or something that looks into a mailbox for somebody. */
const SHOWS_ARRIVAL = ['opened', 'openedByMachine', 'clicked', 'unsubscribed', 'spam'] as const satisfies readonly Flag[];
const REFUTES_ARRIVAL = ['hardBounced', 'softBounced', 'dropped'] as const satisfies readonly Flag[];

/** Its arrival was reported, and it did not come back later; or it shows in what followed. */
export function hasArrived({ is }: SentFate): boolean {
	return (is('reported') && !is('hardBounced')) || SHOWS_ARRIVAL.some(is);
}

/** Nothing is known that speaks against its arrival. */
export function isUnrefuted({ is }: SentFate): boolean {
	return !REFUTES_ARRIVAL.some(is);
}

/** The same of a row's `m.fate` in SQL. */
export const WITH_FATE = {
	sent: sql<SqlBool>`(m.fate >= 0)`,
	is: (...flags: readonly Flag[]) => sql<SqlBool>`(m.fate >= 0 AND (m.fate & ${sql.lit(bits(...flags))}) <> 0)`,
	hasArrived: sql<SqlBool>`(m.fate >= 0 AND ((m.fate & ${sql.lit(bits('reported', 'hardBounced'))}) = ${sql.lit(bits('reported'))} OR (m.fate & ${sql.lit(bits(...SHOWS_ARRIVAL))}) <> 0))`,
	isUnrefuted: sql<SqlBool>`(m.fate >= 0 AND (m.fate & ${sql.lit(bits(...REFUTES_ARRIVAL))}) = 0)`,
} as const;

function bits(...flags: readonly Flag[]): number {
	return flags.reduce((sum, flag) => sum + 2 ** NAMES.indexOf(flag), 0);
}
