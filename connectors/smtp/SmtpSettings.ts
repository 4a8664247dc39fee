import { isIP } from 'node:net';

/**
 * How the connection is protected.
 * `tls`: from the first byte (port 465). `starttls`: as soon as the server offers it (port 587, 25).
 * `none`: never, also when offered.
 */
export type SmtpSecurity = 'tls' | 'starttls' | 'none';

/** What a channel to one's own mail server needs. Durations in milliseconds. */
export interface SmtpSettings {
	readonly host: string;
	readonly port: number;
	readonly secure: SmtpSecurity;
	/** Empty user and password: no sign-in. */
	readonly user: string;
	readonly password: string;
	/** What we call ourselves in EHLO. Null or empty: the machine's own name. */
	readonly hostName?: string | null;
	/** Accepts a certificate nobody trusts. Default: false. */
	readonly allowUnauthorizedCerts?: boolean;
	/** Connections open at once. Default: 5. */
	readonly maxConnections?: number;
	/** A connection is replaced after this many mails. Default: 100. */
	readonly maxMessagesPerConnection?: number;
	/** From the name look-up to an open connection. Default: 30 s. */
	readonly connectionTimeout?: number;
	/** From there to the server's greeting. Default: 30 s. */
	readonly greetingTimeout?: number;
	/** Silence on an open connection. Default: 10 minutes, the wait for a final answer that RFC 5321 asks for. */
	readonly socketTimeout?: number;
	/** One mail altogether, the wait for a free connection included. Default: 15 minutes. */
	readonly mailTimeout?: number;
}

/** The settings with every default filled in. */
export type CompleteSmtpSettings = Required<SmtpSettings>;

/** n8n's own SMTP credential, as its fields are stored. */
export interface N8nSmtpCredential {
	readonly user: string;
	readonly password: string;
	readonly host: string;
	readonly port: number;
	readonly secure: boolean;
	/** Asked for only while `secure` is off. */
	readonly disableStartTls?: boolean;
	readonly hostName?: string;
}

/** Reads n8n's SMTP credential. */
export function smtpSettingsFrom(credential: N8nSmtpCredential): SmtpSettings {
	return {
		host: credential.host.trim(),
		port: credential.port,
		secure: securityOf(credential),
		user: credential.user,
		password: credential.password,
		hostName: credential.hostName === undefined || credential.hostName.trim() === '' ? null : credential.hostName.trim(),
	};
}

/** Fills in the defaults. */
export function completeSmtpSettings(settings: SmtpSettings): CompleteSmtpSettings {
	return {
		host: settings.host,
		port: settings.port,
		secure: settings.secure,
		user: settings.user,
		password: settings.password,
		hostName: settings.hostName ?? null,
		allowUnauthorizedCerts: settings.allowUnauthorizedCerts ?? false,
		maxConnections: settings.maxConnections ?? 5,
		maxMessagesPerConnection: settings.maxMessagesPerConnection ?? 100,
		connectionTimeout: settings.connectionTimeout ?? 30_000,
		greetingTimeout: settings.greetingTimeout ?? 30_000,
		socketTimeout: settings.socketTimeout ?? 10 * 60_000,
		mailTimeout: settings.mailTimeout ?? 15 * 60_000,
	};
}

/**
 * Whether a connection that stays unencrypted must be given up: a password would cross a network in
 * clear, and somebody on the way could have removed the server's offer to encrypt. Not so on this machine.
 */
export function mustEncrypt(settings: SmtpSettings): boolean {
	return settings.secure === 'starttls' && settings.password !== '' && !isLoopback(settings.host);
}

function securityOf(credential: N8nSmtpCredential): SmtpSecurity {
	if (credential.secure) return 'tls';
	return credential.disableStartTls === true ? 'none' : 'starttls';
}

function isLoopback(host: string): boolean {
	const name = host.toLowerCase();
	return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}
