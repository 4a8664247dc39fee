import type { ICredentialDataDecryptedObject, IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { BrevoApi } from '../../connectors/brevo/BrevoApi';
import { brevoSettingsFrom, type BrevoSettings } from '../../connectors/brevo/BrevoSettings';
import { SendGridApi } from '../../connectors/sendgrid/SendGridApi';
import { sendGridSettingsFrom, type SendGridSettings } from '../../connectors/sendgrid/SendGridSettings';

/** Credentials of the mail services. */
export const SENDGRID_CREDENTIAL = 'crmSendGridApi';
export const BREVO_CREDENTIAL = 'crmBrevoApi';

type Context = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

/** The SendGrid account that the node's credential names. */
export async function sendGridApi(context: Context): Promise<{ readonly api: SendGridApi; readonly verificationKey: string }> {
	const credential = await context.getCredentials(SENDGRID_CREDENTIAL);
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
	const credential = await context.getCredentials(BREVO_CREDENTIAL);
	return brevoSettingsFrom({ apiKey: text(credential, 'apiKey'), baseUrl: text(credential, 'baseUrl') });
}

/** The Brevo account that the node's credential names. */
export async function brevoApi(context: Context): Promise<BrevoApi> {
	return new BrevoApi(await brevoSettings(context));
}

/** Whether the node names a credential of this type. */
export function hasCredential(context: Context, name: string): boolean {
	return context.getNode().credentials?.[name] !== undefined;
}

function text(credential: ICredentialDataDecryptedObject, name: string): string {
	const value = credential[name];
	return typeof value === 'string' ? value : '';
}
