import type { Page } from 'playwright-core';

import type { Login } from '../../scripts/realN8n/N8nClient';

const NODE = '[data-test-id="canvas-node"]';
/** What n8n shows in place of a node type it doesn't know: on the canvas, in the panel, in words. */
const MARKS = ['[data-test-id="node-not-installed"]', '[data-test-id="install-community-node-button"]', 'text=/install this node to use it|unrecognized node|not currently installed/i'];

/** Signs in on n8n's own page. */
export async function signIn(page: Page, url: string, { email, password }: Login): Promise<void> {
	await page.goto(`${url}/signin`, { waitUntil: 'commit' });
	await page.locator('input[name="emailOrLdapLoginId"]').fill(email);
	await page.locator('input[type="password"]').fill(password);
	await page.locator('[data-test-id="form-submit-button"]').click();
	await page.waitForURL((address) => !address.pathname.includes('signin'));
}

/** Opens a workflow on the canvas and waits until that many nodes (without notes) stand there. */
export async function openWorkflow(page: Page, url: string, workflowId: string, nodeCount: number): Promise<void> {
	await page.goto(`${url}/workflow/${workflowId}`, { waitUntil: 'commit' });
	await page.locator('[data-test-id="canvas-wrapper"]').waitFor();
	if (nodeCount > 0) await page.locator(NODE).nth(nodeCount - 1).waitFor();
	await page.locator('[data-test-id="zoom-to-fit"]').click();
	await page.waitForTimeout(400);
}

/** Opens a node's panel as a user does, runs `look`, and closes it. Throws when no panel comes up. */
export async function withPanel(page: Page, nodeName: string, look: () => Promise<void>): Promise<void> {
	const panel = page.locator('[data-test-id="ndv"]');
	// The notes and the toolbar of a neighbour may lie over a node on a small picture; the double click is meant for the node.
	await page.locator(`${NODE}[data-node-name=${JSON.stringify(nodeName)}]`).dblclick({ force: true });
	await panel.waitFor({ timeout: 10_000 });
	await page.waitForTimeout(300);
	try {
		await look();
	} finally {
		// What stays open hides the next node.
		await page.locator('[data-test-id="ndv-close-button"]').click();
		await panel.waitFor({ state: 'hidden' });
	}
}

/** Throws when anything on the page says that a node type is missing. */
export async function expectNoUnknownNodes(page: Page): Promise<void> {
	for (const mark of MARKS) {
		const found = page.locator(mark);
		const count = await found.count();
		if (count > 0) throw new Error(`n8n doesn't know ${count} of the nodes here (${mark}: "${(await found.first().innerText()).trim()}").`);
	}
}

/** Throws when a node's icon can't be shown: its file isn't in the package, or isn't an image. */
export async function expectIcons(page: Page): Promise<void> {
	const nodes = page.locator(`${NODE}:has(img)`);
	const broken = await nodes.evaluateAll((elements: readonly ElementWithImage[]) =>
		elements.filter((element) => element.querySelector('img')?.naturalWidth === 0).map((element) => element.getAttribute('data-node-type') ?? '?'),
	);
	if (broken.length > 0) throw new Error(`The icon of ${[...new Set(broken)].join(', ')} isn't shown. Is it in the package ("npm run build" copies icons to dist), and an image?`);
}

/** What is asked of an element in the browser. */
interface ElementWithImage {
	querySelector(selector: 'img'): { readonly naturalWidth: number } | null;
	getAttribute(name: string): string | null;
}
