import type { ICredentialDataDecryptedObject, IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { BrevoApi } from '../../connectors/brevo/BrevoApi';
import { brevoSettingsFrom, type BrevoSettings } from '../../connectors/brevo/BrevoSettings';
import { SendGridApi } from '../../connectors/sendgrid/SendGridApi';
import { sendGridSettingsFrom, type SendGridSettings } from '../../connectors/sendgrid/SendGridSettings';

type Context = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

/** The SendGrid account that the node's credential names. */
export async function sendGridApi(context: Context): Promise<{ readonly api: SendGridApi; readonly verificationKey: string }> {
	const credential = await context.getCredentials('crmSendGridApi');
	return { api: new SendGridApi(sendGridSettings(credential)), verificationKey: text(credential, 'verificationKey').trim() };
}

function sendGridSettings(credential: ICredentialDataDecryptedObject): SendGridSettings {
	return sendGridSettingsFrom({
		apiKey: text(credential, 'apiKey'),
		region: credential['region'] === 'eu' ? 'eu' : 'global',
		subuser: text(credential, 'subuser'),
		baseUrl: text(credential, 'baseUrl'),
	});
}

export async function brevoSettings(context: Context): Promise<BrevoSettings> {
	const credential = await context.getCredentials('crmBrevoApi');
	return brevoSettingsFrom({ apiKey: text(credential, 'apiKey'), baseUrl: text(credential, 'baseUrl') });
}

/** The Brevo account that the node's credential names. */
export async function brevoApi(context: Context): Promise<BrevoApi> {
	return new BrevoApi(await brevoSettings(context));
}

function text(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
