import PostalMime from 'postal-mime';
import type { SMTPServerEnvelope } from 'smtp-server';

/** A mail as the mailbox took it. */
export interface ReceivedMail {
	/** 1 for the first. */
	readonly id: number;
	/** UTC milliseconds. */
	readonly receivedAt: number;
	/** The envelope's sender; empty for a bounce. */
	readonly from: string;
	/** The envelope's recipients. */
	readonly to: readonly string[];
	/** The From header: name and address. */
	readonly fromHeader: string;
	readonly subject: string;
	readonly text?: string;
	readonly html?: string;
	/** Every header, in order; values unfolded. */
	readonly headers: ReadonlyArray<{ readonly name: string; readonly value: string }>;
	readonly attachments: ReadonlyArray<{ readonly name: string; readonly mimeType: string }>;
	/** As it came over the wire. */
	readonly source: string;
}

/** Reads one mail to its end. Rejects when it isn't MIME, or the connection broke. */
export async function readMail(stream: AsyncIterable<Buffer>, envelope: SMTPServerEnvelope): Promise<Omit<ReceivedMail, 'id'>> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	const source = Buffer.concat(chunks);
	const mail = await PostalMime.parse(source);
	return {
		receivedAt: Date.now(),
		from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
		to: envelope.rcptTo.map(({ address }) => address),
		fromHeader: mail.from?.address === undefined ? '' : mailboxText(mail.from.name, mail.from.address),
		subject: mail.subject ?? '',
		text: mail.text,
		html: mail.html,
		headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
		attachments: mail.attachments.map(({ filename, mimeType }) => ({ name: filename ?? 'attachment', mimeType })),
		source: source.toString('utf8'),
	};
}

function mailboxText(name: string, address: string): string {
	return name === '' ? address : `${name} <${address}>`;
}
