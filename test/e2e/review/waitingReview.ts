import type { Page } from 'playwright-core';

import { withPanel } from '../editor';
import { openReview, type OpenReview } from './Reviews';

/**
 * The review that a workflow waits for which was just executed in the editor, by the link in its node's panel.
 * @param look what else is to be done while the panel is open
 */
export async function waitingReview(editor: Page, nodeName: string, look: () => Promise<void> = async () => undefined): Promise<OpenReview> {
	let address = '';
	await withPanel(editor, nodeName, async () => {
		// n8n's own words, below the hint.
		const link = editor.locator('[data-test-id="ndv-data-container"] a[href*="/webhook-waiting/"]');
		await link.waitFor();
		await look();
		address = (await link.getAttribute('href')) ?? '';
	});
	return openReview(address);
}
