import type { IExecuteFunctions } from 'n8n-workflow';

import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { smtpSettingsFrom } from '../../../connectors/smtp/SmtpSettings';
import type { MailChannel } from '../../../engine/delivery/MailChannel';

/** The way out chosen in the node, with its credential. */
export async function openChannel(context: IExecuteFunctions, connections: number): Promise<MailChannel> {
	const credential = await context.getCredentials('smtp');
	const settings = smtpSettingsFrom({
		user: String(credential['user'] ?? ''),
		password: String(credential['password'] ?? ''),
		host: String(credential['host'] ?? ''),
		port: Number(credential['port'] ?? 465),
		secure: credential['secure'] === true,
		disableStartTls: credential['disableStartTls'] === true,
		hostName: String(credential['hostName'] ?? ''),
	});
	return createSmtpChannel({ ...settings, maxConnections: connections });
}
