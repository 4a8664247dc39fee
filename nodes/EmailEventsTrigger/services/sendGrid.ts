import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { deleteEventWebhook, ensureEventWebhook, findEventWebhook, signEventWebhook } from '../../../connectors/sendgrid/eventWebhook';
import { readSendGridEvents } from '../../../connectors/sendgrid/readEvents';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, verifySendGridSignature } from '../../../connectors/sendgrid/signature';
import { sendGridApi } from '../../shared/services';
import { numberOf, objectOf } from '../../shared/parameters';
import { addressOf, headerOf, parsedJson, type EventSource } from './EventSource';

/** SendGrid: sets its event webhook up by itself, signed; each post is checked by its ECDSA signature. */
export const sendGridSource: EventSource = {
	async isSetUp(context) {
		if (kept(context).publicKey === '') return false;
		const webhook = await findEventWebhook((await sendGridApi(context)).api, addressOf(context));
		return webhook !== null && webhook.enabled && webhook.missing.length === 0;
	},
	async setUp(context) {
		const { api } = await sendGridApi(context);
		const webhook = await ensureEventWebhook(api, addressOf(context), `n8n: ${context.getWorkflow().name ?? 'CRM campaigns'}`);
		const data = context.getWorkflowStaticData('node');
		data['webhookId'] = webhook.id;
		data['publicKey'] = await signEventWebhook(api, webhook.id);
	},
	async remove(context) {
		const data = context.getWorkflowStaticData('node');
		const { webhookId } = kept(context);
		if (webhookId !== '') await deleteEventWebhook((await sendGridApi(context)).api, webhookId);
		delete data['webhookId'];
		delete data['publicKey'];
	},
	async read(context, rawBody) {
		const publicKey = (await sendGridApi(context)).verificationKey || kept(context).publicKey;
		const minutes = numberOf(objectOf(context.getNodeParameter('options', {}))['replayMinutes'], 'Refuse Posts Older Than', { least: 0 }) ?? 0;
		const window = minutes === 0 ? null : { seconds: minutes * 60, now: Date.now() };
		if (publicKey === '' || !verifySendGridSignature(publicKey, headerOf(context, SIGNATURE_HEADER), headerOf(context, TIMESTAMP_HEADER), rawBody, window)) return { kind: 'not signed' };
		const body = parsedJson(rawBody);
		return body === undefined ? { kind: 'no events' } : { kind: 'events', read: readSendGridEvents(body) };
	},
};

function kept(context: IHookFunctions | IWebhookFunctions): { readonly webhookId: string; readonly publicKey: string } {
	const { webhookId, publicKey } = context.getWorkflowStaticData('node');
	return { webhookId: typeof webhookId === 'string' ? webhookId : '', publicKey: typeof publicKey === 'string' ? publicKey : '' };
}
