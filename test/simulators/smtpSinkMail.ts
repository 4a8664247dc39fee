/** A mail the sink stored, whatever it answered. */
export interface AcceptedMail {
	readonly from: string;
	readonly to: readonly string[];
	/** Raw bytes, as sent. */
	readonly size: number;
	readonly messageId: string | null;
	/** Unfolded values by lower-case name, in order; empty when only counts are kept. */
	readonly headers: ReadonlyMap<string, readonly string[]>;
	/** The whole raw mail, when bodies are kept. */
	readonly raw: string | null;
	/** Which connection it came on, counted from 1. */
	readonly connection: number;
}

/** What the sink has stored: counts always, mails as far as asked. */
export class SinkMailbox {
	private readonly mails: AcceptedMail[] = [];
	private readonly counts = new Map<string, number>();
	private stored = 0;

	constructor(private readonly keep: 'counts' | 'headers' | 'bodies') {}

	store(from: string, to: readonly string[], raw: Buffer, connection: number): AcceptedMail {
		const head = headOf(raw);
		const mail: AcceptedMail = {
			from,
			to,
			size: raw.length,
			messageId: /^message-id:\s*(\S+)/im.exec(head)?.[1] ?? null,
			headers: this.keep === 'counts' ? new Map() : parseHeaders(head),
			raw: this.keep === 'bodies' ? raw.toString('utf8') : null,
			connection,
		};
		this.stored++;
		for (const recipient of to) {
			const key = recipient.toLowerCase();
			this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
		}
		if (this.keep !== 'counts') this.mails.push(mail);
		return mail;
	}

	all(): readonly AcceptedMail[] {
		return this.mails;
	}

	total(): number {
		return this.stored;
	}

	byRecipient(): ReadonlyMap<string, number> {
		return this.counts;
	}
}

function headOf(raw: Buffer): string {
	const end = raw.indexOf('\r\n\r\n');
	return raw.toString('utf8', 0, end < 0 ? raw.length : end);
}

function parseHeaders(head: string): ReadonlyMap<string, readonly string[]> {
	const headers = new Map<string, string[]>();
	for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
		const colon = line.indexOf(':');
		if (colon < 1) continue;
		const name = line.slice(0, colon).toLowerCase();
		const values = headers.get(name) ?? [];
		values.push(line.slice(colon + 1).trim());
		headers.set(name, values);
	}
	return headers;
}
