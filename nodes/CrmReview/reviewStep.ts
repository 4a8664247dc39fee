import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

/** This node in this execution: the same while it runs and when its page is asked for. Several n8n may share a store. */
export function reviewStep(context: IExecuteFunctions | IWebhookFunctions): string {
	return `${context.getInstanceId()}/${context.getExecutionId()}/${context.getNode().id}`;
}
