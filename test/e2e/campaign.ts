import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { Page } from 'playwright-core';

import { decideOnPage } from '../../scripts/decideOnPage';
import type { Mailbox } from '../../scripts/mailbox';
import { IS_USUAL_N8N } from '../../scripts/realN8n/triedN8n';
import type { Checks } from './Checks';
import { openWorkflow, withPanel } from './editor';
import { canvasNodes, type TestedWorkflow } from './prepare';
import { waitingReview } from './review/waitingReview';

export const CAMPAIGN = '04 Campaign';

/** The Chinook customers: everybody has an address of their own. */
const CONTACTS = 59;

const SEARCH = 'Search the segment';
const REVIEW = 'Review the selection';
const NOT_CONFIRMED = 'Not confirmed, nothing goes out';

/** The campaign and template that the sample data made: what a user would choose from the drop-downs. */
export function setUp(workflow: TestedWorkflow): TestedWorkflow {
	if (workflow.name !== CAMPAIGN) return workflow;
	const chosen: INodeParameters = { __rl: true, mode: 'id', value: '1' };
	const nodes = workflow.nodes.map((node) => {
		if (node.name === 'Search the segment') return { ...node, parameters: { ...node.parameters, generalParameters: { campaign: chosen, reference: 'E2E' } } };
		if (node.name === 'Create the messages') return { ...node, parameters: { ...node.parameters, template: chosen } };
		return node;
	});
	return { ...workflow, nodes, ...(IS_USUAL_N8N ? {} : unattended({ ...workflow, nodes })) };
}

/** Without its review, as the workflow's note says for a run without a person: an older n8n has no review. */
function unattended({ nodes, connections }: TestedWorkflow): Pick<TestedWorkflow, 'nodes' | 'connections'> {
	const confirmed = connections[REVIEW]?.['main']?.[1] ?? [];
	const kept = Object.entries(connections).filter(([from]) => from !== REVIEW);
	return {
		nodes: nodes.filter(({ name }) => name !== REVIEW && name !== NOT_CONFIRMED),
		connections: { ...Object.fromEntries(kept), [SEARCH]: { main: [confirmed] } },
	};
}

/** VM-04, VM-06, VM-08: the campaign workflow runs in the editor as a person runs it, is confirmed on its review's page, and the mails arrive. */
export async function runCampaign(checks: Checks, page: Page, url: string, workflow: TestedWorkflow, mailbox: Mailbox, output: string): Promise<void> {
	const before = mailbox.mails().length;
	const sent = () => mailbox.mails().length - before;
	await checks.check('VM-08 the campaign is executed in the editor, confirmed on its page, and every contact gets the mail', async () => {
		await openWorkflow(page, url, workflow.id, canvasNodes(workflow).length);
		try {
			await execute(page);
			if (sent() !== CONTACTS) throw new Error(`${sent()} mails arrived, not ${CONTACTS}.`);
		} finally {
			await page.screenshot({ path: join(output, 'campaign-executed.png') });
		}
	});
	for (const name of ['Search the segment', 'Create the messages', 'Deliver the messages']) {
		await checks.check(`the panel of "${name}" tells in words what was done`, async () => {
			await withPanel(page, name, async () => {
				await page.screenshot({ path: join(output, `campaign-${name.toLowerCase().replaceAll(' ', '-')}.png`) });
				const words = await page.locator('[data-test-id="ndv"]').innerText();
				if (!words.includes(`${CONTACTS} `)) throw new Error(`The panel does not say ${CONTACTS}: ${words.slice(0, 2_000)}`);
			});
		});
	}
	await checks.check('X-03 executed once more, nobody is mailed twice', async () => {
		await execute(page);
		if (sent() !== CONTACTS) throw new Error(`${sent()} mails arrived in all, not ${CONTACTS}.`);
	});
}

/** Presses Execute workflow, confirms on the page that the waiting node links to, and waits for n8n's own word that it went well. */
async function execute(page: Page): Promise<void> {
	await page.locator('[data-test-id="execute-workflow-button"]').click();
	if (IS_USUAL_N8N) {
		const { address } = await waitingReview(page, REVIEW);
		await decideOnPage(address, 'confirmed', 'Marta Ruiz');
	}
	const verdict = page.locator('text=/Workflow executed successfully|Problem in node|Problem executing/').first();
	await verdict.waitFor({ timeout: 60_000 });
	const words = await verdict.innerText();
	if (!words.includes('successfully')) throw new Error(`n8n says: ${words}`);
	await page.locator('.el-notification__closeBtn').first().click({ timeout: 5_000 }).catch(() => undefined);
	await page.waitForTimeout(500);
}
