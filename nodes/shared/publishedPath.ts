import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { notePage, publishedPages, type PublishedPage } from '../../engine/delivery/publishedPages';
import { nodeStore } from './nodeStore';

/** A trigger's hooks that note where its page is published, for the links that mails carry. */
export function publishedPath(page: PublishedPage, applies: (context: IHookFunctions) => boolean = () => true) {
	return {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			if (!applies(this) || isTest(this)) return true;
			return (await (await nodeStore(this)).run(publishedPages, null))[page] === pathOf(this);
		},
		async create(this: IHookFunctions): Promise<boolean> {
			await (await nodeStore(this)).run(notePage, { page, path: pathOf(this), published: true });
			return true;
		},
		async delete(this: IHookFunctions): Promise<boolean> {
			if (!applies(this) || isTest(this)) return true;
			// That of another workflow counts again then.
			await (await nodeStore(this)).run(notePage, { page, path: pathOf(this), published: false });
			return true;
		},
	};
}

/** "Listen for test event" has an address that ends with it: mails never carry that. */
export function isTest(context: IHookFunctions | IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

function pathOf(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new Error('This trigger has no address.');
	return new URL(url).pathname;
}
