import { Readable } from 'node:stream';
import type { MailMessage, NodemailerError, SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import type { SMTPTransportSendCallback } from 'nodemailer/lib/smtp-transport';

/** Why the pool gave up on a mail, and how far that mail had come. */
export class SendFailure extends Error {
	override readonly name = 'SendFailure';

	constructor(
		readonly reason: NodemailerError,
		/** Some of the content may have reached the server, so the final dot may have too. */
		readonly contentBegun: boolean,
	) {
		super(reason.message);
	}
}

/**
 * Nodemailer's pool, observed: its errors do not say whether a mail's content had been handed over when
 * the connection broke, so each mail's content stream is watched. Until somebody reads from it, not a
 * byte of the mail can be on the wire; from then on the server may have all of it.
 *
 * The pool sends a mail again over another connection when one turns out dead before the content was
 * read. That is harmless; a content that was read once is never given out again, whatever the pool does.
 */
export class ObservedPool extends SMTPPool {
	/** @param mailTimeout milliseconds one mail may take altogether, the wait for a connection included */
	constructor(
		options: SMTPPoolOptions,
		private readonly mailTimeout: number,
	) {
		super(options);
	}

	override send(mail: MailMessage<SMTPPoolSentMessageInfo>, callback: SMTPTransportSendCallback): boolean {
		const content = new WatchedContent();
		mail.message.processFunc((stream) => content.give(stream));
		// A server that keeps trickling answers never falls silent: only this ends such a mail.
		const patience = new AbortController();
		const timer = setTimeout(() => patience.abort(), this.mailTimeout);
		mail.data.signal = patience.signal;
		return super.send(mail, (error, info) => {
			clearTimeout(timer);
			if (error === null) callback(null, info);
			else callback(new SendFailure(error, content.begun()));
		});
	}
}

/** One mail's content, which may be read by one connection only. */
export class WatchedContent {
	private given: Readable | null = null;

	/** Whether any of it has been read. */
	begun(): boolean {
		return this.given !== null && this.given.readableDidRead;
	}

	/** The stream for one attempt; a broken one once another attempt has read. */
	give(stream: Readable): Readable {
		if (!this.begun()) {
			this.given = stream;
			return stream;
		}
		const broken = new Readable({ read: () => undefined });
		// Whether the connection listens for errors by then is its business; an unheard one must not end the process.
		broken.on('error', () => undefined);
		broken.destroy(new Error('This mail may have been handed over already; it is not sent again'));
		return broken;
	}
}
