import type { Browser, Page } from 'playwright-core';

import type { N8nClient } from '../../../scripts/realN8n/N8nClient';
import type { Checks } from '../Checks';
import type { StoreFile } from '../StoreFile';
import { decideOtherwise } from './decisions';
import { seeHostileNames } from './hostileReview';
import { reviewLarge } from './largeReview';
import { Reviews } from './Reviews';

/** VM-06, X-09: reviews in a real n8n, their pages in a real browser. `prepareReviews` has put the contacts into the store. */
export async function doReviews(checks: Checks, setting: { readonly browser: Browser; readonly editor: Page; readonly client: N8nClient; readonly url: string; readonly store: StoreFile; readonly output: string }): Promise<void> {
	const { browser, client, url, output } = setting;
	let reviews: Reviews | undefined;
	await checks.check('VM-06 a workflow with a review can be published', async () => void (reviews = await Reviews.create(client, url)));
	if (!reviews) return;
	await reviewLarge({ ...setting, checks, reviews });
	await decideOtherwise({ ...setting, checks, reviews });
	await seeHostileNames(checks, browser, reviews, output);
}
