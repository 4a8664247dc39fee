import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { smtpSettingsFrom } from '../../../connectors/smtp/SmtpSettings';
import type { MailChannel } from '../../../engine/delivery/MailChannel';

/** The way out chosen in the node, with its credential. */
export async function openChannel(context: IExecuteFunctions, connections: number): Promise<MailChannel> {
	const credential = await context.getCredentials('smtp');
	const settings = smtpSettingsFrom({
		user: text(credential, 'user'),
		password: text(credential, 'password'),
		host: text(credential, 'host'),
		port: Number(credential['port'] ?? 465),
		secure: credential['secure'] === true,
		disableStartTls: credential['disableStartTls'] === true,
		hostName: text(credential, 'hostName'),
	});
	return createSmtpChannel({ ...settings, maxConnections: connections });
}

/** As it was typed: a password may begin with a space. */
function text(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
