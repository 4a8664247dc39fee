import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { smtpSettingsFrom } from '../../../connectors/smtp/SmtpSettings';
import { EngineError } from '../../../engine/EngineError';
import type { MailChannel } from '../../../engine/delivery/MailChannel';

type Service = 'smtp';

/** What a service does by itself, known without signing in. */
export function channelAbilities(context: IExecuteFunctions): Pick<MailChannel, 'fillsGaps' | 'addsUnsubscribe' | 'tracks'> {
	switch (serviceOf(context)) {
		case 'smtp':
			return {};
	}
}

/** The way out chosen in the node, with its credential. */
export async function openChannel(context: IExecuteFunctions, connections: number): Promise<MailChannel> {
	switch (serviceOf(context)) {
		case 'smtp':
			return await openSmtp(context, connections);
	}
}

function serviceOf(context: IExecuteFunctions): Service {
	const service = context.getNodeParameter('service', 0, 'smtp');
	if (service === 'smtp') return service;
	throw new EngineError('invalid-input', `Mails can't be sent by "${typeof service === 'string' ? service : ''}".`, 'Choose one of the list in Send By.');
}

async function openSmtp(context: IExecuteFunctions, connections: number): Promise<MailChannel> {
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
