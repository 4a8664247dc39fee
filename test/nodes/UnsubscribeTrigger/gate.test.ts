import type { INodeParameters } from 'n8n-workflow';

import type { RecordJson } from '../../../engine/records/RecordJson';
import type { PublishedWorkflow } from '../../harness';
import { count } from '../../support/rows';
import { Mailings, UNSUBSCRIBABLE } from '../shared/Mailings';
import { NODE } from '../shared/NodeHost';
import { TRIGGER } from '../shared/triggers';

const PUBLIC: INodeParameters = { publicAddress: 'https://n8n.example.com' };

describe('X-09 no marketing without a way to unsubscribe', () => {
	let mailings: Mailings;
	let page: PublishedWorkflow | null = null;
	let offer: RecordJson;
	let bare: RecordJson;
	let receipt: RecordJson;
	let campaigns = 0;
	beforeAll(async () => {
		mailings = await Mailings.create();
		offer = await mailings.template('Offer');
		bare = await mailings.template('Bare', { html: '<p>Hello {{ recipient.name }}</p>' });
		receipt = await mailings.template('Receipt', { html: '<p>Paid, {{ recipient.name }}</p>', transactional: true });
	});
	afterAll(() => mailings.close());

	/** A campaign with a queued message of each template, each to somebody else. */
	const queued = async (...templates: readonly RecordJson[]) => {
		const campaign = await mailings.campaign(`Campaign ${++campaigns}`);
		for (const [index, template] of templates.entries()) await mailings.queue(campaign, template, await mailings.person(`Person ${index}`, `p${index}@c${campaigns}.example.com`));
		return campaign;
	};
	const waiting = (campaign: RecordJson) => count(mailings.store, `SELECT COUNT(*) FROM message WHERE state = 'queued' AND campaign_id = ${Number(campaign.id)}`);
	const dryRun = async (campaign: RecordJson, options: INodeParameters) => (await mailings.deliver(campaign, { ...options, dryRun: true })).expect('success').json(NODE)[0];

	/** Nothing goes out, all waits, and the dry run had said so. */
	const refused = async (options: INodeParameters, problem: RegExp, wayOut: RegExp, templates = [offer, offer]) => {
		const campaign = await queued(...templates);
		const before = mailings.sink.total();
		expect(await dryRun(campaign, options)).toMatchObject({ wouldSend: 0, withoutUnsubscribe: templates.length, wouldFail: 0, notSent: 0 });
		const result = await mailings.deliver(campaign, options);
		expect(result.status).toBe('error');
		expect(result.error?.message).toMatch(problem);
		expect(result.error?.message).toContain(`${templates.length} messages can't be sent`);
		expect(result.error?.description).toMatch(wayOut);
		expect(result.error?.description).toContain('The messages stay in the queue.');
		expect([mailings.sink.total() - before, await waiting(campaign)]).toEqual([0, templates.length]);
	};
	/** Everything goes out, and the dry run had said so. */
	const sent = async (options: INodeParameters, ...templates: readonly RecordJson[]) => {
		const campaign = await queued(...templates);
		const before = mailings.sink.accepted().length;
		expect(await dryRun(campaign, options)).toMatchObject({ wouldSend: templates.length, withoutUnsubscribe: 0 });
		expect((await mailings.deliver(campaign, options)).expect('success').json(NODE)).toMatchObject([{ sent: templates.length, withoutUnsubscribe: 0, left: 0 }]);
		return (await mailings.mails(before)).sort((one, other) => (one.to < other.to ? -1 : 1));
	};

	describe('where no unsubscribe page is published', () => {
		test.each([{}, PUBLIC])('X-09 marketing stays in the queue, with options %j', async (options) => {
			await refused(options, /no unsubscribe page is published/, /Publish the workflow/);
		});

		test('X-09 a template marked as Transactional goes out, without a link and without the button', async () => {
			const [mail] = await sent({}, receipt);
			expect([mail!.headers.has('list-unsubscribe'), mail!.headers.has('list-unsubscribe-post'), mail!.links]).toEqual([false, false, []]);
		});

		test('X-09 Test Mode lets all out', async () => {
			expect(await sent({ testMode: true }, offer, bare, receipt)).toHaveLength(3);
		});

		test('X-09 what may go goes, what may not waits and is told of', async () => {
			const campaign = await queued(offer, receipt, offer, receipt, receipt);
			expect(await dryRun(campaign, PUBLIC)).toMatchObject({ wouldSend: 3, withoutUnsubscribe: 2 });
			const result = (await mailings.deliver(campaign, PUBLIC)).expect('success');
			expect(result.json(NODE)).toMatchObject([{ sent: 3, withoutUnsubscribe: 2, left: 2 }]);
			expect(result.hints).toContainEqual(expect.objectContaining({ type: 'warning', message: expect.stringMatching(/^2 messages can't be sent: no unsubscribe page is published.*Publish the workflow.*stay in the queue/) }));
			expect(await waiting(campaign)).toBe(2);
		});
	});

	describe('where one is', () => {
		beforeAll(async () => {
			page = await mailings.publish('unsubscribeTrigger', { path: 'goodbye' });
		});

		test('X-09 but n8n knows itself by an address of this machine only', async () => {
			await refused({}, /the unsubscribe page's address, http:\/\/127\.0\.0\.1:\d+, can't be reached by recipients/, /Set WEBHOOK_URL .*Public Address/);
		});

		test.each(['http://localhost:5678', 'https://192.168.1.20', 'http://10.1.2.3', 'http://100.70.1.1', 'http://169.254.1.1', 'http://[::1]', 'http://[fd00::1]', 'http://[::ffff:10.0.0.1]', 'https://nas.local', 'http://n8n:5678'])(
			'X-09 but Public Address names %s',
			async (publicAddress) => await refused({ publicAddress }, /can't be reached by recipients/, /Public Address/),
		);

		test('X-09 but Public Address is no web address', async () => {
			const campaign = await queued(offer);
			const result = await mailings.deliver(campaign, { publicAddress: 'n8n.example.com' });
			expect(result.error).toMatchObject({ message: 'Public Address: "n8n.example.com" is no web address.', description: expect.stringContaining('https://n8n.example.com') });
			expect(await waiting(campaign)).toBe(1);
		});

		test('X-09 but the template has no link there', async () => {
			await refused(PUBLIC, /their template has no link to unsubscribe/, /\{\{ unsubscribe_url \}\}.*Transactional/, [bare, bare]);
		});

		test('X-09 and its address is public: marketing goes out with links below that address', async () => {
			const mails = await sent({ publicAddress: 'https://n8n.example.com/editor?x=1' }, offer, receipt, offer);
			const [first, transactional, last] = mails;
			for (const { headers, links } of [first!, last!]) {
				expect(links[1]).toMatch(/^https:\/\/n8n\.example\.com\/webhook\/goodbye\?t=[\w-]{40}$/);
				expect(headers.get('list-unsubscribe')).toEqual([`<${links[1]}>`]);
			}
			expect(transactional!.headers.has('list-unsubscribe')).toBe(false);
		});

		test('X-09 and its address is public, but without https: marketing goes out, with a word on the button that mail programs then do not show', async () => {
			const hints = async (publicAddress: string) => (await mailings.deliver(await queued(offer), { publicAddress })).expect('success').hints.map(({ message }) => message);
			expect(await hints('http://n8n.example.com')).toContainEqual(expect.stringMatching(/leads to http:\/\/n8n\.example\.com: .*only for https/));
			expect(await hints('https://n8n.example.com')).toEqual(['1 sent']);
		});

		test('X-09 in Test Mode links lead to the address there is, and what lacks one goes out too', async () => {
			const [first, second] = await sent({ testMode: true }, offer, bare);
			expect(first!.links[1]!.startsWith(`${page!.url(TRIGGER)}?t=`)).toBe(true);
			expect(second!.headers.get('list-unsubscribe')).toHaveLength(1);
			expect((await sent({ ...PUBLIC, testMode: true }, offer))[0]!.links[1]).toContain('https://n8n.example.com/webhook/goodbye?t=');
		});

		test('X-09 one queue of all: the dry run says what the delivery does', async () => {
			const reminder = await mailings.template('Reminder', { html: UNSUBSCRIBABLE, text: 'Only words' });
			const campaign = await queued(offer, bare, receipt, reminder, bare);
			expect(await dryRun(campaign, PUBLIC)).toMatchObject({ wouldSend: 3, withoutUnsubscribe: 2 });
			expect((await mailings.deliver(campaign, PUBLIC)).expect('success').json(NODE)).toMatchObject([{ sent: 3, withoutUnsubscribe: 2, left: 2 }]);
		});
	});
});
