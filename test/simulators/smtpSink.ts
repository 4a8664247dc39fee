import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { type AcceptedMail, SinkMailbox } from './smtpSinkMail';
import { covers, RuleBook, type SinkBehaviour, type SmtpSinkRules } from './smtpSinkRules';

/** A running sink. */
export interface SmtpSink {
	readonly port: number;
	/** Stored mails in order (none when only counts are kept). */
	accepted(): readonly AcceptedMail[];
	/** How many mails were stored. */
	total(): number;
	/** Stored mails by recipient, lower case. */
	byRecipient(): ReadonlyMap<string, number>;
	/** Contents that arrived in full, whatever became of them. */
	offered(): number;
	/** Connections opened so far. */
	connections(): number;
	/** Cuts every open connection, as a restart of the server would. */
	dropAll(): void;
	/** Ends the server and every connection. */
	stop(): Promise<void>;
}

export interface SmtpSinkOptions {
	/** Default: any free one. */
	readonly port?: number;
	/** Called for each stored mail before its answer goes out. */
	readonly onStored?: (mail: AcceptedMail) => void;
}

type Done = (error?: Error | null) => void;

/**
 * Starts a real SMTP server on loopback that behaves, and misbehaves, as the rules say.
 */
export async function startSmtpSink(rules: SmtpSinkRules = {}, options: SmtpSinkOptions = {}): Promise<SmtpSink> {
	const sink = new Sink(rules, options.onStored ?? (() => undefined));
	await sink.listen(options.port ?? 0);
	return sink;
}

class Sink implements SmtpSink {
	port = 0;
	private readonly server: SMTPServer;
	private readonly mailbox: SinkMailbox;
	private readonly book: RuleBook;
	/** By the client's port: the only handle on a connection that both smtp-server and net know. */
	private readonly sockets = new Map<number, Socket>();
	private readonly connectionNumbers = new Map<string, number>();
	private readonly mailsOnConnection = new Map<string, number>();
	private readonly behaviours = new Map<string, SinkBehaviour | null>();
	private recipientTimes: number[] = [];
	private opened = 0;
	private contents = 0;

	constructor(
		private readonly rules: SmtpSinkRules,
		private readonly onStored: (mail: AcceptedMail) => void,
	) {
		this.mailbox = new SinkMailbox(rules.keep ?? 'headers');
		this.book = new RuleBook(rules.mails ?? []);
		this.server = new SMTPServer(this.serverOptions());
		// Clients that vanish mid-mail are what this server is for.
		this.server.on('error', () => undefined);
		this.server.server.on('connection', (socket: Socket) => this.connected(socket));
	}

	listen(port: number): Promise<void> {
		return new Promise((resolve, reject) => {
			this.server.server.once('error', reject);
			this.server.listen(port, '127.0.0.1', () => {
				const address = this.server.server.address();
				if (address !== null && typeof address === 'object') this.port = address.port;
				resolve();
			});
		});
	}

	accepted(): readonly AcceptedMail[] {
		return this.mailbox.all();
	}

	total(): number {
		return this.mailbox.total();
	}

	byRecipient(): ReadonlyMap<string, number> {
		return this.mailbox.byRecipient();
	}

	offered(): number {
		return this.contents;
	}

	connections(): number {
		return this.opened;
	}

	dropAll(): void {
		for (const socket of this.sockets.values()) socket.destroy();
	}

	stop(): Promise<void> {
		return new Promise((resolve) => {
			this.server.close(() => resolve());
			this.dropAll();
		});
	}

	private serverOptions(): SMTPServerOptions {
		const { rules } = this;
		const disabled: string[] = [];
		if (rules.tls !== 'starttls') disabled.push('STARTTLS');
		if (rules.auth === undefined) disabled.push('AUTH');
		return {
			name: 'sink.test',
			logger: false,
			secure: rules.tls === 'tls',
			disabledCommands: disabled,
			allowInsecureAuth: true,
			authOptional: rules.auth === undefined,
			disableReverseLookup: true,
			closeTimeout: 200,
			...(rules.maxSize === undefined ? {} : { size: rules.maxSize, rejectOversized: true }),
			...(rules.maxConnections === undefined ? {} : { maxClients: rules.maxConnections }),
			hidePIPELINING: rules.pipelining === false,
			hideSMTPUTF8: rules.smtpUtf8 === false,
			onConnect: (session, done) => this.greet(session, done),
			onAuth: (auth, _session, done) => {
				const wanted = rules.auth;
				if (wanted !== undefined && auth.username === wanted.user && auth.password === wanted.password) {
					return done(null, { user: wanted.user });
				}
				const failure = wanted?.failure ?? { code: 535, text: '5.7.8 Error: authentication failed' };
				return done(reply(failure.code, failure.text));
			},
			onMailFrom: (address, session, done) => done(this.judgeSender(address.address, session)),
			onRcptTo: (address, session, done) => this.judgeRecipient(address.address, session, done),
			onData: (stream, session, done) => this.take(stream, session, done),
		};
	}

	private connected(socket: Socket): void {
		this.opened++;
		const key = socket.remotePort ?? 0;
		this.sockets.set(key, socket);
		socket.once('close', () => this.sockets.delete(key));
		socket.on('error', () => undefined);
		const { dropConnections } = this.rules;
		if (dropConnections === 'always' || (dropConnections !== undefined && this.opened <= dropConnections)) {
			socket.destroy();
		}
	}

	private greet(session: SMTPServerSession, done: Done): void {
		this.connectionNumbers.set(session.id, this.connectionNumbers.size + 1);
		const { greeting, silentGreeting } = this.rules;
		if (silentGreeting === true) return;
		done(greeting === undefined ? null : reply(greeting.code, greeting.text));
	}

	private judgeSender(sender: string, session: SMTPServerSession): Error | null {
		const { sender: rule, maxMailsPerConnection } = this.rules;
		if (rule !== undefined && covers(rule.address, sender)) return reply(rule.code, rule.text);
		const mails = (this.mailsOnConnection.get(session.id) ?? 0) + 1;
		this.mailsOnConnection.set(session.id, mails);
		if (maxMailsPerConnection !== undefined && mails > maxMailsPerConnection) {
			return reply(421, '4.7.0 Too many messages on this connection');
		}
		return null;
	}

	private judgeRecipient(recipient: string, session: SMTPServerSession, done: Done): void {
		if (this.tooFast()) return done(reply(451, '4.7.1 Too many recipients, slow down'));
		const behaviour = this.book.next(recipient);
		if (behaviour?.kind === 'drop-at-recipient') return this.cut(session);
		if (behaviour?.kind === 'refuse-recipient') return done(reply(behaviour.code, behaviour.text));
		this.behaviours.set(session.id, behaviour);
		done();
	}

	private tooFast(): boolean {
		const limit = this.rules.maxRecipientsPerSecond;
		if (limit === undefined) return false;
		const now = Date.now();
		this.recipientTimes = this.recipientTimes.filter((time) => now - time < 1000);
		if (this.recipientTimes.length >= limit) return true;
		this.recipientTimes.push(now);
		return false;
	}

	private take(stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): void {
		const behaviour = this.behaviours.get(session.id) ?? null;
		const chunks: Buffer[] = [];
		stream.on('error', () => undefined);
		stream.on('data', (chunk: Buffer) => {
			if (behaviour?.kind === 'drop-during-data') this.cut(session);
			else chunks.push(chunk);
		});
		stream.on('end', () => {
			this.contents++;
			if (stream.sizeExceeded) return done(reply(552, '5.3.4 Message size exceeds fixed limit'));
			this.settle(behaviour, session, Buffer.concat(chunks), done);
		});
	}

	private settle(behaviour: SinkBehaviour | null, session: SMTPServerSession, raw: Buffer, done: Done): void {
		switch (behaviour?.kind) {
			case undefined:
				this.store(session, raw);
				return done();
			case 'refuse-after-data':
				return done(reply(behaviour.code, behaviour.text));
			case 'drop-before-storing':
				return this.cut(session);
			case 'drop-after-storing':
				this.store(session, raw);
				return this.cut(session);
			case 'cut-answer':
				this.store(session, raw);
				this.sockets.get(session.remotePort)?.end(behaviour.text);
				return;
			case 'silent-after-storing':
				this.store(session, raw);
				return;
			case 'slow':
				this.store(session, raw);
				setTimeout(done, behaviour.milliseconds);
				return;
			case 'refuse-recipient':
			case 'drop-at-recipient':
			case 'drop-during-data':
				throw new Error(`${behaviour.kind} ends a mail before its content`);
		}
	}

	private store(session: SMTPServerSession, raw: Buffer): void {
		const { mailFrom, rcptTo } = session.envelope;
		const mail = this.mailbox.store(
			mailFrom === false ? '' : mailFrom.address,
			rcptTo.map((recipient) => recipient.address),
			raw,
			this.connectionNumbers.get(session.id) ?? 0,
		);
		this.onStored(mail);
	}

	private cut(session: SMTPServerSession): void {
		this.sockets.get(session.remotePort)?.destroy();
	}
}

function reply(code: number, text: string): Error {
	return Object.assign(new Error(text), { responseCode: code });
}
