/** A server's verdict: class, subject, detail of its enhanced status code (RFC 3463), and the words with it. */
export interface BounceVerdict {
	/** Such as `5.1.1`; null where the server gave none. */
	readonly status: string | null;
	/** The server's answer, in one line. */
	readonly words: string;
}

/** Of the permanent ones: those that speak of the moment, the mail or the sender, and not of the address. */
const SOFT_STATUS: readonly RegExp[] = [
	// Sender's address malformed, unknown, or of a domain without mail.
	/^5\.1\.[789]$/,
	// Mailbox full; mail too long for it; list not expanded.
	/^5\.2\.[234]$/,
	// System full, not accepting, not capable, mail too big, misconfigured.
	/^5\.3\./,
	// Connection bad, directory down, congestion, loop, time expired (Microsoft's three-digit ones too); but not:
	// 5.4.1 (Microsoft: recipient refused), 5.4.4 and 5.4.310 (no such domain).
	/^5\.4\.(?:0|2|3|5|6|7|312|316|317)$/,
	// Protocol, content, policy: the same mail from elsewhere would have arrived.
	/^5\.[567]\./,
];

/** Nothing told: what the words say decides. */
const GENERIC_STATUS = /^[45]\.(?:0\.0|1\.0|2\.0|5\.0|7\.[01])$/;

const FULL = /mailbox (?:is )?full|over ?quota|quota (?:is )?exceeded|exceeded (?:its |the )?(?:storage )?quota|out of storage|insufficient (?:system )?storage|buz[oó]n.{0,20}lleno|casella.{0,20}piena/i;

const NOBODY =
	/(?:user|recipient|address|mailbox|account|addressee)(?: \S+){0,3} (?:unknown|not found|(?:does not|doesn['’]t) exist|is (?:disabled|inactive|invalid)|unavailable|not known|not listed)|(?:unknown|no such|invalid|inexistent|non-existent) (?:user|recipient|address|mailbox|account|local part|addressee)|no mailbox here|user unknown|not a (?:known|valid) (?:user|recipient)|domain (?:name )?(?:does not exist|not found)|host (?:unknown|not found)|usuario desconocido|utente sconosciuto/i;

/** Reads the status a server gave, of the report's field and of its words: the one that tells more. */
export function bounceVerdict(statusField: string, words: string): BounceVerdict {
	const given = enhanced(statusField);
	const said = enhanced(words);
	const line = words.replace(/\s+/g, ' ').trim();
	const status = given !== null && !(/\.0\.0$/.test(given) && said !== null && said[0] === given[0]) ? given : (said ?? given);
	return { status: status ?? basic(words), words: line };
}

/**
 * Whether a refused mail's address is bad for good (hard) or may work another time (soft). Hard only with a permanent
 * code that speaks of the address, or a generic one without words to the contrary.
 */
export function bounceKind({ status, words }: BounceVerdict): 'hard' | 'soft' {
	if (status === null) return NOBODY.test(words) && !FULL.test(words) ? 'hard' : 'soft';
	if (!status.startsWith('5')) return 'soft';
	if (FULL.test(words)) return 'soft';
	if (GENERIC_STATUS.test(status) && NOBODY.test(words)) return 'hard';
	return SOFT_STATUS.some((soft) => soft.test(status)) ? 'soft' : 'hard';
}

function enhanced(text: string): string | null {
	return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(text)?.[1] ?? null;
}

/** Of the plain reply code (RFC 5321) only the class is sure. */
function basic(words: string): string | null {
	const code = /(?:^|[^\d.])([45])\d\d(?=[ -])(?!\.)/.exec(words)?.[1];
	return code === undefined ? null : `${code}.0.0`;
}
