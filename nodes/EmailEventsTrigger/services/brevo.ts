import { randomBytes } from 'node:crypto';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { brevoTokenMatches } from '../../../connectors/brevo/brevoTokenMatches';
import { readBrevoEvents } from '../../../connectors/brevo/events/readBrevoEvents';
import { ensureWebhooks, removeWebhooks, webhooksAreThere } from '../../../connectors/brevo/webhooks/brevoWebhooks';
import { brevoApi } from '../../shared/services';
import { addressOf, headerOf, parsedJson, type EventSource } from './EventSource';

/** Brevo: sets its webhooks up by itself, for transactional and marketing mails; each post carries a token of ours. */
export const brevoSource: EventSource = {
	async isSetUp(context) {
		const token = keptToken(context);
		return token !== '' && (await webhooksAreThere(await brevoApi(context), { url: addressOf(context), token, receiver: receiverOf(context) }));
	},
	async setUp(context) {
		const token = keptToken(context) || randomBytes(32).toString('hex');
		await ensureWebhooks(await brevoApi(context), { url: addressOf(context), token, receiver: receiverOf(context) });
		context.getWorkflowStaticData('node')['token'] = token;
	},
	async remove(context) {
		// n8n ends "Listen for test event" as it unpublishes: only who set webhooks up has a token, and may take them back.
		if (keptToken(context) === '') return;
		await removeWebhooks(await brevoApi(context), { url: addressOf(context), receiver: receiverOf(context) });
		delete context.getWorkflowStaticData('node')['token'];
	},
	async read(context, rawBody) {
		const token = keptToken(context);
		if (token === '' || !brevoTokenMatches(headerOf(context, 'authorization'), token)) return { kind: 'not signed' };
		const body = parsedJson(rawBody);
		return body === undefined ? { kind: 'no events' } : { kind: 'events', read: readBrevoEvents(body) };
	},
};

function keptToken(context: IHookFunctions | IWebhookFunctions): string {
	const { token } = context.getWorkflowStaticData('node');
	return typeof token === 'string' ? token : '';
}

/** Tells this trigger's webhooks from others of the account. */
function receiverOf(context: IHookFunctions): string {
	return `n8n workflow ${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}
