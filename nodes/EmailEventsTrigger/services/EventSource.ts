import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { ReadEvents } from '../../../engine/events/ReceivedEvent';

/** What a post of a service is. */
export type Post =
	/** Really from the service, and read. */
	| { readonly kind: 'events'; readonly read: ReadEvents }
	/** Not signed, or not by the service: nothing is stored. */
	| { readonly kind: 'not signed' }
	/** From the service, but no JSON. */
	| { readonly kind: 'no events' };

/** A service that posts events. */
export interface EventSource {
	/** Whether the service is set up to post here. Throws where it can't be asked. */
	isSetUp(context: IHookFunctions): Promise<boolean>;
	setUp(context: IHookFunctions): Promise<void>;
	remove(context: IHookFunctions): Promise<void>;
	read(context: IWebhookFunctions, rawBody: Buffer): Promise<Post>;
}

/** Where the service posts to. */
export function addressOf(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new Error('This trigger has no address.');
	return url;
}

/** A request's header; undefined where it is missing or there are several. */
export function headerOf(context: IWebhookFunctions, name: string): string | undefined {
	const value = context.getHeaderData()[name];
	return typeof value === 'string' ? value : undefined;
}

/** JSON's value; undefined for what is none. */
export function parsedJson(rawBody: Buffer): unknown {
	try {
		return JSON.parse(rawBody.toString('utf8'));
	} catch {
		return undefined;
	}
}
