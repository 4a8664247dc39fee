import type { SMTPPoolOptions, SMTPPoolSentMessageInfo } from 'nodemailer';
import Mail from 'nodemailer/lib/mailer';
import type { MailChannel, OutgoingMail, SendOutcome } from '../../engine/delivery/MailChannel';
import { MESSAGE_HEADER } from '../../engine/delivery/messageRef';
import { wordsCleaner } from '../wordsCleaner';
import { ObservedPool } from './ObservedPool';
import { addressFault, composeSmtpMail } from './smtpMail';
import { smtpFault } from './smtpFault';
import { outcomeOfFailure } from './smtpOutcome';
import { type CompleteSmtpSettings, completeSmtpSettings, mustEncrypt, type SmtpSettings } from './SmtpSettings';

/** How often the pool may take another connection for a mail of which nothing was handed over yet. */
const FRESH_CONNECTIONS = 3;

/**
 * A way out through one's own mail server. Connections stay open between mails until `close`, at most
 * four minutes idle. How fast mails go is the caller's business: nothing here waits for a rate.
 */
export function createSmtpChannel(settings: SmtpSettings): MailChannel {
	return new SmtpChannel(completeSmtpSettings(settings));
}

class SmtpChannel implements MailChannel {
	readonly name = 'smtp';
	readonly batchSize = 1;
	readonly concurrency: number;
	private readonly transport: Mail<SMTPPoolSentMessageInfo, SMTPPoolOptions>;
	private readonly clean: (words: string) => string;
	private readonly underWay = new Set<Promise<SendOutcome>>();

	constructor(private readonly settings: CompleteSmtpSettings) {
		this.concurrency = settings.maxConnections;
		this.clean = wordsCleaner([settings.password, plainSecret(settings)]);
		const options = poolOptions(settings);
		// Not createTransport: handed a pool, it drops the options that forbid reading files and addresses.
		this.transport = new Mail(new ObservedPool(options, settings.mailTimeout), options);
	}

	verify(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.transport.verify((error) => {
				if (error === null) resolve();
				else reject(smtpFault(error, this.settings, this.clean));
			});
		});
	}

	async send(batch: readonly OutgoingMail[]): Promise<readonly SendOutcome[]> {
		return Promise.all(
			batch.map((mail) => {
				const sending = this.sendOne(mail);
				this.underWay.add(sending);
				return sending.finally(() => this.underWay.delete(sending));
			}),
		);
	}

	/** Lets mails under way finish; those still waiting for a connection become *unreachable*. */
	async close(): Promise<void> {
		this.transport.close();
		await Promise.all(this.underWay);
	}

	private async sendOne(mail: OutgoingMail): Promise<SendOutcome> {
		const fault = addressFault(mail);
		if (fault !== null) return { kind: 'refused', permanent: true, reply: this.clean(fault) };
		try {
			const info = await this.transport.sendMail(composeSmtpMail(mail));
			// Some services put a Message-ID of their own in place of ours; theirs is what a bounce quotes.
			return { kind: 'sent', reply: this.clean(info.response), remoteId: info.serverMessageId ?? info.messageId };
		} catch (error) {
			return outcomeOfFailure(error, this.clean);
		}
	}
}

function poolOptions(settings: CompleteSmtpSettings): SMTPPoolOptions {
	return {
		pool: true,
		host: settings.host,
		port: settings.port,
		secure: settings.secure === 'tls',
		ignoreTLS: settings.secure === 'none',
		requireTLS: mustEncrypt(settings),
		...(settings.hostName === null || settings.hostName === '' ? {} : { name: settings.hostName }),
		...(settings.user === '' && settings.password === '' ? {} : { auth: { user: settings.user, pass: settings.password } }),
		...(settings.allowUnauthorizedCerts ? { tls: { rejectUnauthorized: false } } : {}),
		maxConnections: settings.maxConnections,
		maxMessages: settings.maxMessagesPerConnection,
		maxRequeues: FRESH_CONNECTIONS,
		connectionTimeout: settings.connectionTimeout,
		greetingTimeout: settings.greetingTimeout,
		socketTimeout: settings.socketTimeout,
		disableFileAccess: true,
		disableUrlAccess: true,
		// Nodemailer writes X-Crm-Message; header names are the same in any case, but people search for ours.
		normalizeHeaderKey: (key) => (key.toLowerCase() === MESSAGE_HEADER.toLowerCase() ? MESSAGE_HEADER : key),
	};
}

/** What AUTH PLAIN sends, which a server could echo; without a password there is nothing to hide. */
function plainSecret({ user, password }: CompleteSmtpSettings): string {
	return password === '' ? '' : `\u0000${user}\u0000${password}`;
}
