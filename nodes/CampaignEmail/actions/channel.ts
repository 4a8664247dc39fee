import type { ICredentialDataDecryptedObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { BREVO_ABILITIES, createBrevoChannel } from '../../../connectors/brevo/BrevoChannel';
import { SENDGRID_ABILITIES, SendGridChannel } from '../../../connectors/sendgrid/SendGridChannel';
import { createSmtpChannel } from '../../../connectors/smtp/SmtpChannel';
import { smtpSettingsFrom } from '../../../connectors/smtp/SmtpSettings';
import { EngineError } from '../../../engine/EngineError';
import type { MailChannel } from '../../../engine/delivery/MailChannel';
import { numberOf, objectOf, textOf } from '../../shared/parameters';
import { brevoSettings, sendGridApi } from '../../shared/services';

const SERVICES = ['brevo', 'sendgrid', 'smtp'] as const;

type Service = (typeof SERVICES)[number];

/** What mails are sent by. */
export function serviceProperty(operations: string[]): INodeProperties {
	return {
		displayName: 'Send By',
		name: 'service',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Brevo', value: 'brevo', description: 'A thousand recipients a call' },
			{ name: 'SendGrid', value: 'sendgrid', description: 'A thousand recipients a call' },
			{ name: 'SMTP', value: 'smtp', description: 'Your own mail server' },
		],
		default: 'smtp',
		displayOptions: { show: { operation: operations } },
	};
}

/** What a service does by itself, known without signing in. */
export function channelAbilities(context: IExecuteFunctions): Pick<MailChannel, 'batchSize' | 'fillsGaps' | 'addsUnsubscribe' | 'tracks'> {
	switch (serviceOf(context)) {
		case 'brevo':
			return BREVO_ABILITIES;
		case 'sendgrid':
			return SENDGRID_ABILITIES;
		case 'smtp':
			return { batchSize: 1 };
	}
}

/** The way out chosen in the node, with its credential. */
export async function openChannel(context: IExecuteFunctions, connections: number): Promise<MailChannel> {
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	const sandbox = options['sandbox'] === true;
	switch (serviceOf(context)) {
		case 'brevo':
			return createBrevoChannel({ ...(await brevoSettings(context)), sandbox });
		case 'sendgrid': {
			const { api } = await sendGridApi(context);
			const categories = textOf(options['categories'])?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? [];
			return new SendGridChannel(api, { sandbox, categories, groupId: numberOf(options['unsubscribeGroup'], 'Unsubscribe Group ID', { least: 1 }) });
		}
		case 'smtp':
			return await openSmtp(context, connections);
	}
}

function serviceOf(context: IExecuteFunctions): Service {
	const given: unknown = context.getNodeParameter('service', 0, 'smtp');
	const service = SERVICES.find((known) => known === given);
	if (service !== undefined) return service;
	throw new EngineError('invalid-input', `Mails can't be sent by "${typeof given === 'string' ? given : ''}".`, 'Choose one of the list in Send By.');
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
