import type { INode } from 'n8n-workflow';

import { takeUpEvents } from '../../engine/events/takeUpEvents';
import type { RecordJson } from '../../engine/records/RecordJson';
import { tasksPage } from '../../engine/tasks/tasksPage';
import { tasksPageLinks } from '../../engine/tasks/tasksPageLinks';
import { DeliveredMail } from '../../scripts/demo/DeliveredMail';
import type { PublishedWorkflow, RunOptions, RunResult, WorkflowJson } from '../harness';
import { runStatement } from '../engine/segments/worldStore';
import { API_KEY } from '../simulators/brevo/brevoRules';
import { postEvents, transactionalPayload } from '../simulators/brevo/brevoPayloads';
import { BrevoSimulator } from '../simulators/brevo/BrevoSimulator';
import { startSendGrid } from '../simulators/sendgrid/sendGridSimulator';
import { TEST_KEY } from '../simulators/sendgrid/SendGridRules';
import { startSmtpSink, type SmtpSink } from '../simulators/smtpSink';
import { chosen, parametersOf, shipped, Shipped } from './Shipped';

const FORM = {
	Salespeople: 'Marta Ruiz <marta@example.com>',
	Campaign: 'Winter offer',
	'From email': 'news@example.com',
	Subject: 'Something for you',
	Mail: '<p>Dear {{ recipient.name }}, <a href="https://www.example.com/offer">have a look</a> or <a href="{{ unsubscribe_url }}">unsubscribe</a>.</p>',
	'Send the test to': 'me@example.com',
};
const SCANNER = { 'User-Agent': 'curl/8.5.0' };

/** The executions that a published workflow's triggers started: they answer first. */
async function startedBy(published: PublishedWorkflow, least: number): Promise<RunResult[]> {
	for (let look = 0; look < 100; look++) {
		const results = await published.results();
		if (results.length >= least) return results;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`${least} executions did not start.`);
}

describe('06, 06b, 07 and 11: what comes back', () => {
	let workflows: Shipped;
	let sink: SmtpSink;

	beforeEach(async () => {
		workflows = await Shipped.create();
		sink = await startSmtpSink({ keep: 'bodies' });
	});

	afterEach(async () => {
		await sink.stop();
		await workflows.close();
	});

	/** A contact for each name, then 02 and 04 as a user sets them up. */
	const mailing = async (names: readonly string[], way: { readonly service?: string; readonly options?: object; readonly credentials?: RunOptions['credentials'] } = {}): Promise<RunResult> => {
		for (const name of names) await workflows.create('contact', { name, email: `${name.toLowerCase()}@example.com` });
		const made = (await workflows.firstCampaign(FORM, sink.port)).expect('success');
		const workflow = shipped('04-campaign');
		parametersOf(workflow, 'Search the segment')['generalParameters'] = { campaign: chosen(made.json('Save the campaign')[0]?.['id']) };
		parametersOf(workflow, 'Create the messages')['template'] = chosen(made.json('Save the template')[0]?.['id']);
		Object.assign(parametersOf(workflow, 'Deliver the messages'), way.service === undefined ? {} : { service: way.service }, way.options === undefined ? {} : { options: way.options });
		const result = (await workflows.runReviewed(workflow, { credentials: way.credentials }, sink.port)).expect('success');
		// Nobody opens a mail within the second in which it was sent: for that, see what counts as a machine.
		await workflows.store.run(runStatement, 'UPDATE message SET sent_at = sent_at - 60000, sending_at = sending_at - 60000 WHERE sent_at IS NOT NULL');
		return result;
	};

	const mailTo = async (name: string): Promise<DeliveredMail> => {
		const mails = await Promise.all(sink.accepted().map(async ({ raw }) => await DeliveredMail.read(raw ?? '')));
		const found = mails.find(({ to }) => to === `${name.toLowerCase()}@example.com`);
		if (!found) throw new Error(`Nobody sent ${name} a mail.`);
		return found;
	};

	const messageTo = async (name: string): Promise<RecordJson | undefined> => {
		await takeUpEvents(workflows.store);
		return (await workflows.all('message')).find(({ address }) => address === `${name.toLowerCase()}@example.com`);
	};

	/** The shipped workflow with one of its triggers enabled, as a user does it who has that service. */
	const withTrigger = (name: string): WorkflowJson => {
		const workflow = shipped('06-email-events');
		return { ...workflow, nodes: workflow.nodes.map((node): INode => (node.name === name ? { ...node, disabled: false } : node)) };
	};

	const calls = async (kind: string) => (await workflows.all('task')).filter(({ type }) => type === kind).map(({ message_id }) => message_id);

	test('VM-18 own server: a mail that is opened or whose link is followed tells it by itself, a machine\'s apart, and becomes one call', async () => {
		await workflows.publish('06-email-events');
		await workflows.publish('07-unsubscribe-page');
		await mailing(['Ana', 'Ben', 'Cai', 'Dan']);
		expect(await (await mailTo('Ana')).open()).toBe(200);
		expect(await (await mailTo('Ben')).click()).toBe('https://www.example.com/offer');
		expect(await (await mailTo('Cai')).open(SCANNER)).toBe(200);
		expect(await messageTo('Ana')).toMatchObject({ open_count: 1, click_count: 0 });
		expect(await messageTo('Ben')).toMatchObject({ click_count: 1, last_link: 'https://www.example.com/offer' });
		expect(await messageTo('Cai')).toMatchObject({ open_count: 0, machine_open_count: 1 });
		expect(await messageTo('Dan')).toMatchObject({ open_count: 0, machine_open_count: 0 });
		for (let run = 0; run < 2; run++) (await workflows.run('08-opened-or-clicked-to-tasks')).expect('success');
		expect(await calls('Call')).toEqual([(await messageTo('Ana'))?.id, (await messageTo('Ben'))?.id]);
	});

	test('VM-20 VM-19 who presses unsubscribe gets no more mail, by button or page; looking at the page unsubscribes nobody; somebody can be told', async () => {
		const page = await workflows.publish('07-unsubscribe-page');
		await mailing(['Ana', 'Ben', 'Cai']);
		for (let visit = 0; visit < 3; visit++) expect(await (await mailTo('Cai')).lookAtUnsubscribePage()).toContain('<form');
		expect(await (await mailTo('Ana')).unsubscribe()).toBe(200);
		await startedBy(page, 1);
		expect(await (await mailTo('Ana')).unsubscribe()).toBe(200);
		expect(await (await mailTo('Ben')).unsubscribe({ confirm: '1', scope: 'campaign' })).toBe(200);
		const told = (await startedBy(page, 2)).map((result) => result.expect('success').json('Tell somebody here')[0]);
		expect(told).toMatchObject([{ email: 'ana@example.com', scope: 'all', way: 'one-click' }, { email: 'ben@example.com', scope: 'campaign', way: 'page', campaign: 'Winter offer' }]);
		const contacts = await workflows.all('contact');
		expect(contacts.map(({ name, do_not_email }) => [name, do_not_email])).toEqual([['Ana', true], ['Ben', false], ['Cai', false]]);
		expect(await messageTo('Ana')).toMatchObject({ unsubscribed_at: expect.any(String) });
		expect(await messageTo('Cai')).toMatchObject({ unsubscribed_at: null });
	});

	test('VM-20 without the unsubscribe page marketing is not delivered, and it is said what to publish', async () => {
		await workflows.create('contact', { name: 'Ana', email: 'ana@example.com' });
		const made = (await workflows.firstCampaign(FORM, sink.port)).expect('success');
		const workflow = shipped('04-campaign');
		parametersOf(workflow, 'Search the segment')['generalParameters'] = { campaign: chosen(made.json('Save the campaign')[0]?.['id']) };
		parametersOf(workflow, 'Create the messages')['template'] = chosen(made.json('Save the template')[0]?.['id']);
		const result = await workflows.decide(await workflows.runAsShipped(workflow, sink.port), 'confirmed');
		expect(result.error).toMatchObject({ node: 'Deliver the messages', message: expect.stringContaining('no unsubscribe page is published'), description: expect.stringContaining('07 Unsubscribe page') });
	});

	test('VM-18 VM-19 SendGrid: publishing sets its webhook up; events, repeated and in any order, update messages and consent', async () => {
		const sendGrid = await startSendGrid();
		try {
			const credentials = { crmSendGridApi: { apiKey: TEST_KEY, baseUrl: sendGrid.url } };
			const published = await workflows.publish(withTrigger('Take in SendGrid events'), credentials);
			await mailing(['Ana', 'Ben', 'Cai', 'Dan'], { service: 'sendgrid', credentials });
			const mail = (name: string) => sendGrid.mails.find(({ to }) => to === `${name.toLowerCase()}@example.com`);
			const happens = (name: string, ...events: Parameters<typeof sendGrid.happens>[1][]) => {
				const found = mail(name);
				for (const event of events) if (found) sendGrid.happens(found, event);
			};
			happens('Ana', 'delivered', 'open', 'click');
			happens('Ben', 'bounce');
			happens('Cai', 'dropped');
			happens('Dan', 'delivered', 'spamreport');
			expect(new Set(await sendGrid.postPending({ repeat: 2, seed: 3, batch: 4 }))).toEqual(new Set([200]));
			expect(await messageTo('Ana')).toMatchObject({ delivered_at: expect.any(String), open_count: 1, click_count: 1 });
			expect(await messageTo('Ben')).toMatchObject({ bounce_kind: 'hard', bounce_count: 1 });
			expect(await messageTo('Cai')).toMatchObject({ dropped_at: expect.any(String) });
			expect((await workflows.all('contact')).filter((contact) => contact['do_not_email'] === true).map(({ name }) => name)).toContain('Dan');
			// Nothing was left that nobody could read.
			for (const result of await startedBy(published, 1)) expect(result.expect('success').items('Tell somebody here')).toEqual([]);
			for (let run = 0; run < 2; run++) (await workflows.run('11-bounced-to-calls')).expect('success');
			expect(await calls('Call')).toEqual([(await messageTo('Ben'))?.id, (await messageTo('Cai'))?.id]);
		} finally {
			await sendGrid.stop();
		}
	});

	test('VM-18 VM-19 Brevo: its posts carry our token; what is not understood comes out for somebody to look at', async () => {
		const brevo = await BrevoSimulator.start();
		try {
			const credentials = { crmBrevoApi: { apiKey: API_KEY, baseUrl: brevo.url } };
			const published = await workflows.publish(withTrigger('Take in Brevo events'), credentials);
			await mailing(['Ana', 'Ben'], { service: 'brevo', credentials });
			const hook = [...brevo.state.webhooks.values()].find(({ type }) => type === 'transactional');
			const event = (name: string, kind: Parameters<typeof transactionalPayload>[1]) => {
				const mail = brevo.state.mails.find(({ to }) => to === `${name.toLowerCase()}@example.com`);
				return mail === undefined ? [] : [transactionalPayload(mail, kind, Math.floor(Date.now() / 1000))];
			};
			const post = async (events: readonly unknown[], token: unknown) => await postEvents(hook?.url ?? '', events, { token: typeof token === 'string' ? token : null, batched: true });
			const events = [...event('Ana', 'unsubscribed'), ...event('Ben', 'soft_bounce'), ...event('Ana', 'opened')];
			expect(await post(events, 'a guess')).toEqual([401]);
			expect(await messageTo('Ana')).toMatchObject({ open_count: 0 });
			expect(await post(events, hook?.auth?.['token'])).toEqual([200]);
			expect(await messageTo('Ana')).toMatchObject({ open_count: 1, unsubscribed_at: expect.any(String) });
			expect(await messageTo('Ben')).toMatchObject({ bounce_kind: 'soft' });
			await post([{ ...events[0], event: 'teleported' }], hook?.auth?.['token']);
			const looks = (await startedBy(published, 2)).map((result) => result.expect('success').json('Tell somebody here').length);
			expect(looks).toEqual([0, 1]);
		} finally {
			await brevo.stop();
		}
	});

	test('VM-18 own server: a mail that comes back to the bounce mailbox finds its message; an answer is passed over; twice counts once', async () => {
		await mailing(['Ana', 'Ben'], { options: { bounceAddress: 'bounces@example.com' } });
		const returnPath = sink.accepted().find(({ to }) => to.includes('ana@example.com'))?.from ?? '';
		const report = {
			headers: { from: 'From: MAILER-DAEMON@mx.example.com', to: `To: ${returnPath}`, subject: 'Subject: Undelivered Mail Returned to Sender', 'content-type': 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', 'message-id': 'Message-Id: <1@mx.example.com>' },
			text: 'It could not be delivered.\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n',
			html: false,
		};
		const answer = { headers: { from: 'From: ben@example.com', to: 'To: bounces@example.com', subject: 'Subject: Re: Something for you' }, text: 'Thank you!', html: false };
		const inputItems = [{ json: report }, { json: answer }];
		for (let run = 0; run < 2; run++) {
			const result = (await workflows.run('06b-bounce-mails', { startNode: 'Wait for mails that come back', inputItems })).expect('success');
			expect(result.json('Read what came back').map(({ what }) => what)).toEqual(['bounce', 'other']);
		}
		expect(await messageTo('Ana')).toMatchObject({ bounce_kind: 'hard', bounce_count: 1 });
		expect(await messageTo('Ben')).toMatchObject({ bounce_count: 0 });
		for (let run = 0; run < 2; run++) (await workflows.run('11-bounced-to-calls')).expect('success');
		expect(await calls('Call')).toEqual([(await messageTo('Ana'))?.id]);
	});

	test('VM-21 hard bounces and drops become calls, bad addresses data-quality tasks, soft bounces a call for the third in a row: once each, run twice', async () => {
		const seller = await workflows.create('user', { name: 'Sal' });
		const campaign = await workflows.create('campaign', { name: 'Spring' });
		const contact = async (name: string) => await workflows.create('contact', { name, email: `${name.toLowerCase()}@example.com`, assigned_user_id: seller.id });
		const sent = async (to: RecordJson, day: number) => (await workflows.create('message', { contact_id: to.id, campaign_id: campaign.id, date_at: `2026-01-0${day}T09:00:00Z` })).id;
		const [hard, dropped, soft, twice] = [await contact('Hard'), await contact('Dropped'), await contact('Soft'), await contact('Twice')];
		const [back, drop] = [await sent(hard, 1), await sent(dropped, 1)];
		await workflows.event(back, 'bounced', { bounce: 'hard' });
		// Called too, since every dropped message is; who calls is told why, and not that the address is wrong.
		await workflows.event(drop, 'dropped', { reason: 'Unsubscribed Address' });
		const row: number[] = [];
		for (let day = 1; day <= 5; day++) row.push(await sent(soft, day));
		for (const id of row.slice(0, 3)) await workflows.event(id, 'bounced', { bounce: 'soft' });
		for (let day = 1; day <= 2; day++) await workflows.event(await sent(twice, day), 'bounced', { bounce: 'soft' });
		await mailing([], {});
		await workflows.create('contact', { name: 'No Address', assigned_user_id: seller.id });
		await workflows.create('contact', { name: 'Malformed', email: 'x@', assigned_user_id: seller.id });
		await workflows.create('contact', { name: 'Said No', email: 'no@example.com', do_not_email: true });
		await mailing([], {});

		const first = (await workflows.run('11-bounced-to-calls', { startNode: 'Every hour', mode: 'trigger' })).expect('success');
		expect(first.json('Create the calls')).toMatchObject([{ selected: 2, done: 2 }]);
		expect(first.json('Create the calls for the rows')).toMatchObject([{ selected: 1, done: 1 }]);
		expect(first.json('Create the data-quality tasks')).toMatchObject([{ selected: 3, done: 3 }]);
		expect((await calls('Call')).sort()).toEqual([back, drop, row[2]].sort());
		const [link] = (await tasksPageLinks(workflows.store, { timeZone: 'UTC', daysValid: 1, userIds: [seller.id], withoutTasks: false, endOlder: false })).pages;
		const page = await workflows.store.run(tasksPage, { token: link?.token ?? '', after: null, timeZone: 'UTC' });
		expect(page?.tasks.find(({ message }) => message?.id === drop)).toMatchObject({ type: 'Call', description: expect.stringContaining('or whether mails are still wanted'), message: { bounce: { kind: 'dropped', reason: 'Unsubscribed Address' } } });
		const wrong = (await workflows.all('task')).filter(({ type }) => type === 'Data Quality');
		// An address that bounced is not written to again: the next mailing's message says so.
		expect(wrong.map(({ name }) => String(name).split(':')[0])).toEqual([expect.stringContaining('Hard'), expect.stringContaining('No Address'), expect.stringContaining('Malformed')]);
		for (const task of wrong) expect(task).toMatchObject({ assigned_user_id: seller.id, outcome: 'open' });

		// The fourth and the fifth of the row, and a report that comes again, make none.
		for (const id of row.slice(3)) await workflows.event(id, 'bounced', { bounce: 'soft' });
		await workflows.event(back, 'bounced', { bounce: 'hard' });
		const again = (await workflows.run('11-bounced-to-calls')).expect('success');
		for (const search of ['Search hard bounces and drops', 'Search soft bounces in a row', 'Search bad addresses']) expect(again.json(search)).toMatchObject([{ count: 0 }]);
		expect(await workflows.all('task')).toHaveLength(6);
	});

	test('VM-21 VM-13 a data-quality task is no reason to leave the call out once the address is right and the mail was opened', async () => {
		const contact = await workflows.create('contact', { name: 'Ana' });
		await mailing([]);
		(await workflows.run('11-bounced-to-calls')).expect('success');
		await workflows.update('contact', contact.id, { email: 'ana@example.com' });
		await mailing([]);
		const message = await messageTo('Ana');
		await workflows.event(message?.id ?? 0, 'opened');
		(await workflows.run('08-opened-or-clicked-to-tasks')).expect('success');
		expect(await calls('Call')).toEqual([message?.id]);
		expect(await calls('Data Quality')).toEqual([message?.id]);
	});

	test('VM-21 two runs at once make each task once', async () => {
		await workflows.create('contact', { name: 'No Address' });
		await mailing([]);
		for (const result of await Promise.all([workflows.run('11-bounced-to-calls'), workflows.run('11-bounced-to-calls')])) result.expect('success');
		expect(await workflows.all('task')).toHaveLength(1);
	});
});
