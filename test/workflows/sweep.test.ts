import { checkConsent } from '../../engine/consent/checkConsent';
import { setConsent } from '../../engine/consent/setConsent';
import { API_KEY } from '../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../simulators/brevo/BrevoSimulator';
import { type SendGridRules, TEST_KEY } from '../simulators/sendgrid/SendGridRules';
import { startSendGrid, type SendGridSimulator } from '../simulators/sendgrid/sendGridSimulator';
import type { RunResult, WorkflowJson } from '../harness';
import { shipped, Shipped } from './Shipped';

describe('26: the nightly sweep', () => {
	let workflows: Shipped;
	let sendGrid: SendGridSimulator;
	let brevo: BrevoSimulator;

	const begin = async (rules: SendGridRules = {}) => {
		workflows = await Shipped.create();
		sendGrid = await startSendGrid(rules);
		brevo = await BrevoSimulator.start();
		sendGrid.suppressions.fill('spam_reports', [{ email: 'complains@example.com', created: 1_790_000_000 }]);
		brevo.state.blocked.push({ email: 'blocked@example.com', senderEmail: null, code: 'unsubscribedViaEmail', blockedAt: 1_790_000_000_000 });
		await workflows.store.run(setConsent, { decision: 'no', address: 'here@example.com', record: null, scope: 'all', scopeRef: '', source: 'user', reason: null, proof: null, happenedAt: null });
	};

	afterEach(async () => {
		await sendGrid.stop();
		await brevo.stop();
		await workflows.close();
	});

	const run = async (workflow: WorkflowJson | string, startNode: string): Promise<RunResult> =>
		await workflows.run(workflow, {
			startNode,
			mode: startNode === 'Every night' ? 'trigger' : 'manual',
			credentials: { crmSendGridApi: { apiKey: TEST_KEY, region: 'global', subuser: '', verificationKey: '', baseUrl: sendGrid.url }, crmBrevoApi: { apiKey: API_KEY, baseUrl: brevo.url } },
		});
	const mayBeEmailed = async (...addresses: string[]) =>
		(await workflows.store.run(checkConsent, { questions: addresses.map((address) => ({ address, record: null })), campaignId: null })).map((answer) => answer.mayBeEmailed);

	test('VM-19 both services and the ledger are in step, and stay so the next night', async () => {
		await begin();
		const first = (await run('26-nightly-sweep', 'Every night')).expect('success');
		expect(first.json('Sync with SendGrid')).toMatchObject([{ service: 'SendGrid', pulled: { added: 1 }, pushed: { told: 1 }, next: null }]);
		// What SendGrid told goes on to Brevo.
		expect(first.json('Sync with Brevo')).toMatchObject([{ service: 'Brevo', pulled: { added: 1 }, pushed: { told: 2 }, next: null }]);
		expect(await mayBeEmailed('complains@example.com', 'blocked@example.com', 'other@example.com')).toEqual([false, false, true]);
		expect([...brevo.state.contacts.values()].map(({ email, emailBlacklisted }) => [email, emailBlacklisted]).sort()).toEqual([['complains@example.com', true], ['here@example.com', true]]);
		expect(sendGrid.suppressions.addresses('unsubscribes')).toEqual(['here@example.com']);
		const second = (await run('26-nightly-sweep', 'Start by hand')).expect('success');
		// And what Brevo told to SendGrid.
		expect(second.json('Sync with SendGrid')).toMatchObject([{ pulled: { added: 0 }, pushed: { told: 1 } }]);
		expect(second.json('Sync with Brevo')).toMatchObject([{ pulled: { added: 0 }, pushed: { told: 0 } }]);
		const third = (await run('26-nightly-sweep', 'Every night')).expect('success');
		expect(third.json('Sync with SendGrid')).toMatchObject([{ pulled: { added: 0 }, pushed: { told: 0 } }]);
	});

	test('VM-19 a service that fails does not keep the other from being swept; the execution fails and says what and how to go on', async () => {
		await begin({ keys: { 'SG.another': [] } });
		const result = await run('26-nightly-sweep', 'Every night');
		expect(result.error).toMatchObject({ message: expect.stringMatching(/SendGrid refused the API key.*Check API Key/) });
		expect(await mayBeEmailed('complains@example.com', 'blocked@example.com')).toEqual([true, false]);
	});

	test.each(['Sync with SendGrid', 'Sync with Brevo'])('VM-19 without %s the rest works as before', async (removed) => {
		await begin();
		const workflow = shipped('26-nightly-sweep');
		const without = (outputs: WorkflowJson['connections'][string]) => ({ main: (outputs.main ?? []).map((targets) => (targets ?? []).filter(({ node }) => node !== removed)) });
		const connections = Object.fromEntries(Object.entries(workflow.connections).filter(([from]) => from !== removed).map(([from, outputs]) => [from, without(outputs)]));
		const result = (await run({ ...workflow, nodes: workflow.nodes.filter(({ name }) => name !== removed), connections }, 'Start by hand')).expect('success');
		const kept = removed === 'Sync with Brevo' ? 'Sync with SendGrid' : 'Sync with Brevo';
		expect(result.json(kept)).toMatchObject([{ pulled: { added: 1 }, pushed: { told: 1 } }]);
	});
});
