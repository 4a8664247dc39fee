/** What the sink answers: a code and its words, as on the wire. */
export interface SinkReply {
	readonly code: number;
	readonly text: string;
}

/** How the sink behaves towards one mail. */
export type SinkBehaviour =
	/** Answers no to RCPT TO. */
	| ({ readonly kind: 'refuse-recipient' } & SinkReply)
	/** Takes the content, then answers no. */
	| ({ readonly kind: 'refuse-after-data' } & SinkReply)
	/** Cuts the connection at RCPT TO. */
	| { readonly kind: 'drop-at-recipient' }
	/** Cuts the connection at the content's first byte. */
	| { readonly kind: 'drop-during-data' }
	/** Cuts the connection after the final dot; the mail is lost. */
	| { readonly kind: 'drop-before-storing' }
	/** Stores the mail, then cuts the connection: the answer is lost. */
	| { readonly kind: 'drop-after-storing' }
	/** Stores the mail, then sends the beginning of an answer and cuts the connection. */
	| { readonly kind: 'cut-answer'; readonly text: string }
	/** Stores the mail, then stays silent. */
	| { readonly kind: 'silent-after-storing' }
	/** Stores the mail and answers yes after this many milliseconds. */
	| { readonly kind: 'slow'; readonly milliseconds: number };

/** A behaviour for some recipients. */
export interface SinkRule {
	/** An address, `@domain`, or `*` for everyone. */
	readonly recipient: string;
	/** How many times, counted by recipient, before the sink accepts. Default: always. */
	readonly times?: number;
	readonly does: SinkBehaviour;
}

/** Everything a test can ask of the sink. Plain data, so that it can be handed to another process. */
export interface SmtpSinkRules {
	/** By recipient; the first that matches and is not used up holds. */
	readonly mails?: readonly SinkRule[];
	/** Answer to MAIL FROM, for senders as in `SinkRule.recipient`. */
	readonly sender?: { readonly address: string } & SinkReply;
	/** `starttls` offers it, `tls` speaks TLS from the first byte. Default: none. The certificate is a test one. */
	readonly tls?: 'none' | 'starttls' | 'tls';
	/** Sign-in needed with exactly these. */
	readonly auth?: { readonly user: string; readonly password: string; readonly failure?: SinkReply };
	/** Announced as SIZE; larger mails get 552. Bytes. */
	readonly maxSize?: number;
	/** More open connections than this get 421. */
	readonly maxConnections?: number;
	/** MAIL FROM beyond this many mails on one connection gets 421 and the connection is closed. */
	readonly maxMailsPerConnection?: number;
	/** RCPT TO beyond this many in a second gets 451. */
	readonly maxRecipientsPerSecond?: number;
	/** The first connections are cut before the greeting; `always` for all. */
	readonly dropConnections?: number | 'always';
	/** Instead of the 220 greeting. */
	readonly greeting?: SinkReply;
	/** Never sends a greeting. */
	readonly silentGreeting?: boolean;
	/** Default: offered. */
	readonly pipelining?: boolean;
	/** Default: offered. */
	readonly smtpUtf8?: boolean;
	/** What is kept of accepted mails besides the counts. Default: `headers`. */
	readonly keep?: 'counts' | 'headers' | 'bodies';
}

/** Whether a pattern (an address, `@domain` or `*`) covers an address. Capitals do not matter. */
export function covers(pattern: string, address: string): boolean {
	const wanted = pattern.toLowerCase();
	const given = address.toLowerCase();
	return wanted === '*' || wanted === given || (wanted.startsWith('@') && given.endsWith(wanted));
}

/** Picks the behaviour for each mail, counting what is used up. */
export class RuleBook {
	private readonly used = new Map<string, number>();

	constructor(private readonly rules: readonly SinkRule[]) {}

	/** The behaviour that holds for a mail to this recipient, null to accept. Counts as one use. */
	next(recipient: string): SinkBehaviour | null {
		for (const [index, rule] of this.rules.entries()) {
			if (!covers(rule.recipient, recipient)) continue;
			const key = `${index} ${recipient.toLowerCase()}`;
			const used = this.used.get(key) ?? 0;
			if (rule.times !== undefined && used >= rule.times) continue;
			this.used.set(key, used + 1);
			return rule.does;
		}
		return null;
	}
}
