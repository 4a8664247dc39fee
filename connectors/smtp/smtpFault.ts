import type { NodemailerError } from 'nodemailer';
import { EngineError } from '../../engine/EngineError';
import type { SmtpSettings } from './SmtpSettings';

/** Codes of a certificate that Node does not trust. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Turns what went wrong while connecting or signing in into words a user can act on. Pure. */
export function smtpFault(error: NodemailerError, settings: SmtpSettings, clean: (words: string) => string): EngineError {
	const server = `${settings.host}:${settings.port}`;
	const said = clean(error.response ?? error.message);
	const cause = error.originalCode ?? '';
	if (error.code === 'EAUTH') return signInFault(error, settings, server, said);
	if (error.code === 'EDNS' || cause === 'ENOTFOUND' || cause === 'EAI_AGAIN') {
		return new EngineError('invalid-input', `The mail server ${settings.host} was not found (${said}).`, 'Check the Host of the SMTP credential for typing errors, and that this machine can look up names.');
	}
	if (cause === 'ECONNREFUSED') {
		return new EngineError('unavailable', `Nothing answers at ${server}.`, 'Check Host and Port of the SMTP credential: usually 465 with SSL/TLS, 587 or 25 without.');
	}
	if (CERTIFICATE.test(cause)) {
		return new EngineError('unavailable', `The certificate of ${server} is not trusted (${said}).`, 'Enter as Host the name the certificate was made for, or renew the certificate on the mail server.');
	}
	if (speaksPlainly(error, settings)) {
		return new EngineError('invalid-input', `${server} does not speak SSL/TLS from the start (${said}).`, 'Switch SSL/TLS off in the SMTP credential (encryption then begins by STARTTLS), or use port 465.');
	}
	if (waitsForTls(error, settings)) {
		return new EngineError('invalid-input', `${server} sent no greeting (${said}).`, `${settings.port === 465 ? 'Port 465 needs SSL/TLS' : 'The port may need SSL/TLS'}: switch SSL/TLS on in the SMTP credential, or use port 587.`);
	}
	if (error.code === 'ETLS' || error.command === 'STARTTLS') {
		return new EngineError('unavailable', `${server} could not start encryption (${said}).`, 'Use port 465 with SSL/TLS, or switch on Disable STARTTLS to send user and password unencrypted.');
	}
	if (error.timeoutType === 'CONNECT_TIMEOUT') {
		return new EngineError('unavailable', `${server} did not answer in time.`, 'Check Host and Port; a firewall may be in between (many hosters block port 25: use 465 or 587).');
	}
	if (error.responseCode !== undefined) {
		return new EngineError('unavailable', `${server} refuses to serve us: ${said}`, 'Ask the mail server’s operator whether this machine may send through it, or try again later.');
	}
	return new EngineError('unavailable', `The connection to ${server} failed: ${said}`, 'Check Host, Port and SSL/TLS of the SMTP credential, and that this machine can reach the mail server.');
}

function signInFault(error: NodemailerError, settings: SmtpSettings, server: string, said: string): EngineError {
	if (error.responseCode === undefined) {
		return new EngineError('not-allowed', `Signing in to ${server} needs both User and Password.`, 'Fill in both in the SMTP credential, or neither if the server asks for no sign-in.');
	}
	if (error.responseCode < 500) {
		return new EngineError('unavailable', `${server} cannot check the password at the moment: ${said}`, 'Try again in some minutes.');
	}
	return new EngineError('not-allowed', `${server} refused the sign-in of ${settings.user}: ${said}`, 'Check User and Password of the SMTP credential. Accounts with two-step sign-in (Google, Microsoft and others) need an app password.');
}

/** TLS was spoken to a server that answered in plain text. */
function speaksPlainly(error: NodemailerError, settings: SmtpSettings): boolean {
	return settings.secure === 'tls' && /WRONG_VERSION_NUMBER|EPROTO|PACKET_LENGTH_TOO_LONG/.test(`${error.originalCode ?? ''} ${error.message}`);
}

/** Plain text was spoken to a server that waits for TLS: it stays silent, or hangs up on port 465. */
function waitsForTls(error: NodemailerError, settings: SmtpSettings): boolean {
	if (settings.secure === 'tls') return false;
	if (error.timeoutType === 'GREETING_TIMEOUT') return true;
	return settings.port === 465 && error.responseCode === undefined && (error.code === 'ECONNECTION' || error.code === 'ESOCKET' || error.code === 'EPROTOCOL');
}
