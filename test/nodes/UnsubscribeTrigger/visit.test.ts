import type { RecordJson } from '../../../engine/records/RecordJson';
import type { PublishedWorkflow } from '../../harness';
import { wholeStore } from '../../support/wholeStore';
import { ask, type Answered } from '../shared/http';
import { Mailings } from '../shared/Mailings';
import { STORES } from '../shared/NodeHost';
import { emitted, TRIGGER } from '../shared/triggers';

describe.each(STORES)('VM-20 X-09 unsubscribing from a delivered mail, over %s', (dialect) => {
	let mailings: Mailings;
	let page: PublishedWorkflow;
	let template: RecordJson;
	let people = 0;
	beforeAll(async () => {
		mailings = await Mailings.create(dialect);
		page = await mailings.publish('unsubscribeTrigger', { path: 'unsubscribe' });
		template = await mailings.template('Offer');
	});
	afterAll(() => mailings.close());

	/** Somebody new who got a mail of a campaign of their own. */
	const mailed = async () => {
		const email = `amelia${++people}@example.com`;
		const person = await mailings.person(`Amelia ${people}`, email);
		const campaign = await mailings.campaign(`Spring ${people}`);
		const [mail] = await mailings.mail(campaign, template, person);
		const url = mail!.links[1]!;
		const message = await mailings.message(campaign, email);
		return { email, person, campaign, mail: mail!, url, messageId: Number(message['id']) };
	};
	const post = (url: string, fields: Readonly<Record<string, string>>) => ask(url, { method: 'POST', body: new URLSearchParams(fields) });
	const confirm = (url: string, scope: 'all' | 'campaign') => post(url, { confirm: '1', scope });
	const heading = ({ text }: Answered) => /<h1>(.*?)<\/h1>/.exec(text)?.[1];
	const started = async () => (await page.results()).length;

	test('VM-20 a mail has the link once in List-Unsubscribe, One-Click beside it, and where its template says; each recipient another, none with an address in it', async () => {
		const [one, other] = [await mailed(), await mailed()];
		expect(one.mail.headers.get('list-unsubscribe')).toEqual([`<${one.url}>`]);
		expect(one.url).toMatch(/^https?:\/\/[^<>,\s]+$/);
		expect(one.mail.headers.get('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click']);
		expect(one.url.startsWith(`${page.url(TRIGGER)}?t=`)).toBe(true);
		expect(one.mail.text).toContain(one.url);
		expect(one.mail.links).toEqual(['https://shop.example.com/offer?a=1&b=%C3%A9#top', one.url]);
		expect(one.url).not.toBe(other.url);
		expect(decodeURIComponent(one.url)).not.toMatch(/amelia|@/);
	});

	test('VM-20 the link shows a form, on a page nobody stores, frames or learns of', async () => {
		const { url } = await mailed();
		const shown = await ask(url);
		expect(shown.status).toBe(200);
		expect(shown.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
		const [, nonce] = /<style nonce="([^"]+)">/.exec(shown.text) ?? [];
		expect(shown.headers['content-security-policy']).toBe(`sandbox allow-forms; default-src 'none'; style-src 'nonce-${nonce ?? 'none'}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`);
		expect(shown.text).toContain('<form method="post">');
		expect(shown.text).toContain('a***@example.com');
		expect(shown.text).toContain('Olivares');
		expect(shown.text).not.toContain('amelia');
	});

	test.each([
		['es-ES,es;q=0.9,en;q=0.5', 'es', 'Darse de baja'],
		['it', 'it', 'Disiscrizione'],
		['de,en-GB;q=0.7', 'en', 'Unsubscribe'],
		[undefined, 'en', 'Unsubscribe'],
	])('VM-20 to a reader of %j it speaks %s', async (languages, language, title) => {
		const { url } = await mailed();
		const shown = await ask(url, { headers: languages === undefined ? {} : { 'Accept-Language': languages } });
		expect([shown.status, shown.headers['content-language']]).toEqual([200, language]);
		expect(heading(shown)).toContain(title);
	});

	test('VM-20 a thousand visits of link scanners change nothing, and keep nobody from saying no afterwards', async () => {
		const { url, email } = await mailed();
		const [before, known, executions] = [await wholeStore(mailings.store), await mailings.takenIn(), await started()];
		const statuses = new Set<number>();
		for (let at = 0; at < 1_000; at += 20) {
			const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(url, { method: index % 2 === 0 ? 'GET' : 'HEAD' })));
			answers.forEach(({ status }) => statuses.add(status));
		}
		// n8n itself answers HEAD, with 404.
		expect([...statuses].filter((status) => ![200, 404, 429].includes(status))).toEqual([]);
		expect(await wholeStore(mailings.store)).toEqual(before);
		expect([await mailings.takenIn(), await started()]).toEqual([known, executions]);
		expect(heading(await confirm(url, 'all'))).toBe('You are unsubscribed');
		expect(await mailings.ledger(email)).toMatchObject([{ decision: 'no', scope: 'all' }]);
		expect(await emitted(page, executions, 1)).toHaveLength(1);
	});

	test('VM-20 who confirms is unsubscribed, with proof; a second visit says so; said again it is no second no', async () => {
		const { url, email, person, campaign, messageId } = await mailed();
		const executions = await started();
		const done = await confirm(url, 'all');
		expect([done.status, heading(done), done.headers['cache-control']]).toEqual([200, 'You are unsubscribed', 'no-store']);
		const no = { decision: 'no', source: 'recipient', scope: 'all', scope_ref: '', record_id: person.id, proof: expect.stringContaining(`message ${messageId}, event own unsubscribe page all`) };
		expect(await mailings.ledger(email)).toEqual([no]);
		expect(await mailings.message(campaign, email)).toMatchObject({ unsubscribed_at: expect.any(Number) });
		expect(heading(await ask(url))).toBe('You are already unsubscribed');
		for (const repeated of [await confirm(url, 'all'), await confirm(url, 'campaign'), await post(url, { 'List-Unsubscribe': 'One-Click' })]) expect(repeated.status).toBe(200);
		expect(heading(await ask(url))).toBe('You are already unsubscribed');
		expect((await mailings.ledger(email)).filter(({ decision }) => decision !== 'no')).toEqual([]);
		expect(await emitted(page, executions, 1)).toEqual([{ email, scope: 'all', way: 'page', messageId, campaignId: campaign.id, campaign: campaign.name, at: expect.any(String) }]);
	});

	test('VM-20 a no to one campaign lets the mails of others through; a no to all none any more', async () => {
		const { url, email, person, campaign } = await mailed();
		const executions = await started();
		const [same, other, last] = [await mailings.template(`Reminder ${people}`), await mailings.campaign(`Summer ${people}`), await mailings.campaign(`Autumn ${people}`)];
		await mailings.queue(campaign, same, person);
		await mailings.queue(last, template, person);
		expect(heading(await confirm(url, 'campaign'))).toBe('You are unsubscribed from this mailing');
		expect(await mailings.ledger(email)).toMatchObject([{ decision: 'no', source: 'recipient', scope: 'campaign', scope_ref: String(campaign.id) }]);
		expect(heading(await ask(url))).toBe('You are already unsubscribed from this mailing');

		const before = mailings.sink.total();
		expect((await mailings.deliver(campaign)).json('Node under test')).toMatchObject([{ sent: 0, notSent: 1 }]);
		expect(mailings.sink.total()).toBe(before);
		expect(await mailings.mail(other, template, person)).toHaveLength(1);

		expect(heading(await confirm(url, 'all'))).toBe('You are unsubscribed');
		expect(await mailings.ledger(email, 2)).toMatchObject([{ scope: 'campaign' }, { scope: 'all' }]);
		expect((await mailings.deliver(last)).json('Node under test')).toMatchObject([{ sent: 0, notSent: 1 }]);
		expect(mailings.sink.total()).toBe(before + 1);
		expect(await emitted(page, executions, 2)).toMatchObject([{ scope: 'campaign' }, { scope: 'all' }]);
	});

	const MULTIPART = ['--edge', 'Content-Disposition: form-data; name="List-Unsubscribe"', '', 'One-Click', '--edge--', ''].join('\r\n');
	test.each([
		['urlencoded', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'],
		['multipart', { 'Content-Type': 'multipart/form-data; boundary=edge' }, MULTIPART],
		['without a body', {}, ''],
		['without a body, of a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, ''],
		['of no known type', {}, 'List-Unsubscribe=One-Click'],
		['of text', { 'Content-Type': 'text/plain' }, 'please stop'],
		['of garbage', { 'Content-Type': 'application/octet-stream' }, Buffer.from([0, 255, 254, 0, 13, 10, 128])],
		['of a form of garbage', { 'Content-Type': 'application/x-www-form-urlencoded' }, '%%%&&&;;;'],
	] as const)('VM-20 the mail program\'s own button unsubscribes from all: a POST %s', async (_, headers, body) => {
		const { url, email, messageId } = await mailed();
		const executions = await started();
		const answers = [await ask(url, { method: 'POST', headers, body }), await ask(url, { method: 'POST', headers, body })];
		expect(answers.map(({ status, headers: { location }, text }) => [status, location, text])).toEqual([[200, undefined, ''], [200, undefined, '']]);
		expect(await mailings.ledger(email)).toMatchObject([{ decision: 'no', source: 'recipient', scope: 'all' }]);
		expect(await emitted(page, executions, 1)).toMatchObject([{ email, scope: 'all', way: 'one-click', messageId }]);
	});

	test('VM-20 pressed at once on the page and by the button, in two mails of one recipient, it starts the workflow once; after a lift once more', async () => {
		for (let round = 0; round < 4; round++) {
			const { url, email, person } = await mailed();
			const [again] = await mailings.mail(await mailings.campaign(`At once ${people}`), template, person);
			const executions = await started();
			const oneClick = (link: string) => post(link, { 'List-Unsubscribe': 'One-Click' });
			const answers = await Promise.all([confirm(url, 'all'), oneClick(url), oneClick(again!.links[1]!), confirm(url, 'all'), oneClick(url)]);
			expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
			expect(await emitted(page, executions, 1)).toMatchObject([{ email, scope: 'all' }]);

			(await mailings.nodes.run('crmConsent', { operation: 'lift', subject: 'both', recordKind: 'contact', recordId: String(person.id), reason: 'wrote to us' })).expect('success');
			expect((await confirm(again!.links[1]!, 'all')).status).toBe(200);
			expect(await emitted(page, executions, 2)).toMatchObject([{}, { email, scope: 'all', way: 'page' }]);
		}
	});

	test('VM-20 a POST that is neither the form nor the button only shows the page', async () => {
		const { url, email } = await mailed();
		expect(heading(await post(url, { name: 'value' }))).toBe('Unsubscribe');
		expect(await mailings.ledger(email, 0)).toEqual([]);
	});

	test('VM-20 links of mails sent before the keys changed go on working', async () => {
		const { url, email } = await mailed();
		(await mailings.nodes.run('crmConsent', { resource: 'linkKey', operation: 'rotateLinkKeys' })).expect('success');
		const next = await mailed();
		expect((await ask(next.url)).status).toBe(200);
		expect((await ask(url)).status).toBe(200);
		expect(heading(await confirm(url, 'all'))).toBe('You are unsubscribed');
		expect(await mailings.ledger(email)).toMatchObject([{ scope: 'all' }]);
	});

	test('X-09 a no that arrives while a big set is written is answered at once, and the mails in the queue are not sent', async () => {
		const { url, email, person } = await mailed();
		const queued = await mailings.campaign(`Winter ${people}`);
		await mailings.queue(queued, template, person, await mailings.person('Somebody else', `else${people}@example.com`));
		const executions = await started();
		const before = mailings.sink.total();

		const letGo = await mailings.hold();
		const start = performance.now();
		const done = await confirm(url, 'all');
		const took = performance.now() - start;
		const delivery = mailings.deliver(queued);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const whileHeld = [mailings.sink.total(), await mailings.takenIn()];
		await letGo();

		expect([done.status, heading(done)]).toEqual([200, 'You are unsubscribed']);
		expect(took).toBeLessThan(2_000);
		expect(whileHeld).toEqual([before, expect.any(Number)]);
		expect((await delivery).expect('success').json('Node under test')).toMatchObject([{ sent: 1, notSent: 1 }]);
		expect(mailings.sink.accepted().slice(before).map(({ to }) => to)).toEqual([[`else${people}@example.com`]]);
		expect(await mailings.ledger(email)).toMatchObject([{ scope: 'all' }]);
		expect(await emitted(page, executions, 1)).toMatchObject([{ email }]);
	});
});
