import type { TaskAnswer } from '../../../engine/tasks/actOnTask';
import type { TaskCard } from '../../../engine/tasks/TaskCard';
import type { TasksPage } from '../../../engine/tasks/tasksPage';
import { scriptAnswer, scriptTrouble } from '../../../nodes/CrmTasksPage/page/scriptAnswer';
import { TASKS_DARK, TASKS_LIGHT } from '../../../nodes/CrmTasksPage/page/style';
import { tasksPageAnswer, troublePage } from '../../../nodes/CrmTasksPage/page/tasksPageAnswer';
import type { Trouble } from '../../../nodes/CrmTasksPage/page/Answer';
import { DARK, LIGHT } from '../../../nodes/shared/page/palette';
import { pageLocale } from '../../../nodes/shared/page/locale';
import { contrast } from '../../support/contrast';
import { SCRIPT_PAYLOADS } from '../shared/scriptPayloads';
import { ANA, card, NOW, OPENED, pageOf, reader } from './cards';

const nonce = 'bm9uY2Vub25jZW5vbmNlbg==';
const DAY = 86_400_000;

const show = (page: TasksPage, language?: string, answered: TaskAnswer | null = null, first = true) => tasksPageAnswer({ page, token: 'T'.repeat(40), first, answered }, reader(language), nonce);
const withoutScript = (body: string) => body.replace(/<script type="module"[\s\S]*?<\/script>/, '<script></script>');
/** What a reader sees, without tags. */
const words = (body: string) => withoutScript(body).replace(/[\s\S]*<main[^>]*>/, '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').replaceAll('&#39;', "'").trim();
const shown = (more: Partial<TaskCard> = {}, language?: string) => words(show(pageOf([card(more)]), language).body);

describe('VM-22 the tasks page', () => {
	test('VM-22 a task tells what, when, whom, where, and what became of the message', () => {
		const text = shown();
		for (const part of ['Marta Ruiz', 'Your tasks', '1 Overdue', 'Call', 'Tue 24 Nov, 13:00 · 3 days ago', 'Call Ana', 'Ana López', 'Purchasing · Olivares, S.L.', 'Calle Mayor 1, 28013 Madrid, Spain', 'Ask about the offer', 'Spring · An offer', 'opened 3 times, last 25 Nov, 11:00', 'one click', 'www.example.com/offer?a=1', 'Times are those of Europe/Madrid.']) {
			expect(text).toContain(part);
		}
		expect(shown({ message: { ...OPENED, openCount: 0, clickCount: 0, links: [] } })).toContain('not opened so far');
		expect(shown({ message: { ...OPENED, bounce: { kind: 'hard', at: NOW, reason: '550 no such user' }, spamAt: NOW, unsubscribedAt: NOW } })).toContain('came back for good: 550 no such user · reported as spam · unsubscribed');
		expect(shown({ message: { ...OPENED, sentAt: null, openCount: 0, clickCount: 0, links: [], reason: 'No email address' } })).toContain('not sent: No email address');
	});

	test('VM-22 telephones are dialled, and mails begun, by a tap; a number or address that is none is only shown', () => {
		const links = (more: Partial<typeof ANA>) => [...show(pageOf([card({ person: { ...ANA, ...more }, account: null })])).body.matchAll(/<a class="way" href="([^"]*)"/g)].map(([, href]) => href);
		expect(links({})).toEqual(['tel:600555033', 'tel:+34915550122', 'mailto:ana@olivares.example']);
		expect(links({ mobile: '+44 (0)20 7946 0000 ext. 12', phone: 'ask reception', email: 'ana at home' })).toEqual(['tel:+442079460000']);
		expect(links({ mobile: null, phone: null, email: "o'brien+x@example.com" })).toEqual(["mailto:o&#39;brien%2Bx@example.com"]);
		// The account's own number is another way, unless it is the same.
		expect(words(show(pageOf([card()])).body)).toContain('Olivares, S.L. +34 91 555 01 00');
		expect(show(pageOf([card({ account: { id: 4, name: 'Olivares', email: null, doNotEmail: false, phone: '+34915550122', mobile: null, address: ANA.address } })])).body.match(/href="tel:\+34915550122"/g)).toHaveLength(1);
	});

	test('VM-22 who said no to email is shown as such, and no mail is begun', () => {
		const { body } = show(pageOf([card({ person: { ...ANA, doNotEmail: true } })]));
		expect(words(body)).toContain('Email · wants no email');
		expect(body).not.toContain('mailto:');
	});

	test('VM-22 tasks stand in groups, with what is due when in the workflow\'s time zone', () => {
		const tasks = [
			card(), card({ id: 13, due: 'today', dueAt: Date.UTC(2026, 10, 27, 8, 30) }), card({ id: 14, due: 'today', dueAt: Date.UTC(2026, 10, 26, 23) }), card({ id: 15, due: 'next', dueAt: NOW + 2 * DAY }), card({ id: 16, due: 'later', dueAt: NOW + 40 * DAY }), card({ id: 17, due: 'later', dueAt: null }),
		];
		const { body } = show(pageOf(tasks));
		expect([...body.matchAll(/<h2 id="(\w+)"/g)].map(([, id]) => id)).toEqual(['overdue', 'today', 'next', 'later']);
		const dues = [...body.matchAll(/<span class="(?:late|quiet)">([^<]*)<\/span><\/p>\n<h3/g)].map(([, due]) => due);
		// Commas and leading zeros are the language data's business.
		expect(dues).toEqual([/^Tue,? 24 Nov, 13:00 · 3 days ago$/, /^0?9:30$/, /^today$/, /^Sun,? 29 Nov, 13:00$/, /^Wed,? 6 Jan 2027, 13:00$/, /^No date$/].map((form): unknown => expect.stringMatching(form)));
		expect(words(body)).toContain('1 Overdue 2 Today 1 Next 7 days 2 Later');
	});

	test('VM-22 putting off is offered only to a later day than the task\'s own', () => {
		const offered = (more: Partial<TaskCard>) => [...show(pageOf([card(more)])).body.matchAll(/name="do" value="(tomorrow|week)"/g)].map(([, value]) => value);
		expect(offered({})).toEqual(['tomorrow', 'week']);
		expect(offered({ due: 'later', dueAt: null })).toEqual(['tomorrow', 'week']);
		expect(offered({ due: 'next', dueAt: NOW + 2 * DAY })).toEqual(['week']);
		expect(offered({ due: 'later', dueAt: NOW + 20 * DAY })).toEqual([]);
	});

	test('VM-22 a page of many leads on to the next tasks and back; an empty one says that nothing is left', () => {
		const { body } = show(pageOf([card()], { next: { dueAt: NOW, id: 12 } }));
		expect(body).toContain(`href="?t=${'T'.repeat(40)}&amp;after=${NOW}.12"`);
		const last = show(pageOf([card({ dueAt: null, due: 'later' })]), 'en', null, false).body;
		expect(last).toContain(`href="?t=${'T'.repeat(40)}"`);
		expect(words(show(pageOf([])).body)).toContain('Nothing left to do You have no open tasks.');
	});

	test('VM-22 what was done today is shown with its outcome and note, and can be taken back', () => {
		const closed = card({ id: 20, open: false, outcome: 'negative', status: 'completed', note: 'No budget' });
		const { body } = show(pageOf([card()], { closedToday: [closed] }));
		expect(words(body)).toMatch(/Done today 1 Negative Call Ana Ana López · Olivares, S.L. No budget Reopen/);
	});

	test('VM-22 a tap without the page\'s script is answered on the page: closed tasks with the way back, others in words', () => {
		const done: TaskAnswer = { kind: 'as it was', event: 'positive', card: card({ open: false, outcome: 'positive' }) };
		expect(words(show(pageOf([]), 'en', done).body)).toMatch(/Positive Call Ana .* Reopen/);
		const after: TaskAnswer = { kind: 'as it was', event: 'postponed', card: card({ due: 'next', dueAt: NOW + DAY }) };
		expect(words(show(pageOf([card()]), 'en', after).body)).toContain('Put off to Sat, Nov 28, 1:00 PM: Call Ana');
		expect(words(show(pageOf([card()]), 'en', { kind: 'gone' }).body)).toContain('not yours any more');
		expect(words(show(pageOf([]), 'en', { kind: 'closed', card: card({ open: false, outcome: 'negative' }) }).body)).toMatch(/closed meanwhile.*Negative/);
	});

	test('VM-22 its script gets the one card, and what to read out; a trouble is told in words', () => {
		const answer = scriptAnswer({ kind: 'as it was', event: 'positive', card: card({ open: false, outcome: 'positive' }) }, reader());
		const { card: html, said } = JSON.parse(answer.body) as Record<string, string>;
		expect([answer.status, said]).toEqual([200, 'Positive: Call Ana']);
		expect(html).toMatch(/^<article class="card closed" data-task data-due="closed"/);
		expect(answer.headers['Access-Control-Allow-Origin']).toBe('null');
		const trouble = scriptTrouble('busy', reader('es'));
		expect([trouble.status, JSON.parse(trouble.body)]).toEqual([429, { problem: 'Inténtelo de nuevo dentro de un minuto. Están llegando demasiadas peticiones. No se ha cambiado nada.' }]);
	});

	test('VM-22 what was typed before is in the note again, its first line break too', () => {
		const { body } = show(pageOf([card({ note: '\n<b>First' })]));
		expect(body).toContain('maxlength="20000">\n\n&lt;b&gt;First</textarea>');
	});
});

describe('VM-22 the tasks page keeps to itself', () => {
	test('VM-22 only its own script runs, it fetches nothing from elsewhere, lies in no frame, is kept by nobody', () => {
		const { headers, body } = show(pageOf([card()]));
		expect(headers).toMatchObject({
			'Content-Security-Policy': `sandbox allow-forms allow-scripts allow-modals allow-downloads; default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
			'Cache-Control': 'no-store',
			'Referrer-Policy': 'no-referrer',
		});
		expect(withoutScript(body)).not.toMatch(/<link|<img|<iframe|\s(?:src|style|on\w+)=|url\(|@import/i);
		expect(Buffer.byteLength(body)).toBeLessThan(40_000);
	});

	test('VM-22 50 script payloads in names, cities, subjects, links and server\'s words: shown as text, none gets out of it', () => {
		const hostile = (text: string, link = text): TaskCard =>
			card({
				subject: text, type: text, note: text, description: text, campaign: text,
				person: { ...ANA, name: text, title: text, email: text, phone: text, mobile: text, address: { street: text, postalCode: text, city: text, region: text, country: text } },
				account: { id: 4, name: text, email: text, doNotEmail: false, phone: text, mobile: text, address: ANA.address },
				message: { ...OPENED, subject: text, reason: text, links: [link], bounce: { kind: 'hard', at: NOW, reason: text } },
			});
		const tags = (body: string) => withoutScript(body).match(/<[^>]*>/g)?.map((tag) => tag.replace(/ value="[0-9a-f]{12}"/, '').replace(/ href="tel:[^"]*"| class="way"/g, '').replace(/^<(\/?)(?:a|span)>$/, '<$1way>'));
		const page = (text: string) => show({ ...pageOf([hostile(text)]), user: { id: 1, name: text, email: null }, closedToday: [{ ...hostile(text), open: false, outcome: 'positive' }] }).body;
		const plain = tags(page('x'));
		expect(SCRIPT_PAYLOADS.length).toBeGreaterThanOrEqual(50);
		for (const payload of SCRIPT_PAYLOADS) {
			expect(tags(page(payload))).toEqual(plain);
			expect(page(payload)).not.toMatch(/href="(?:javascript|data|vbscript):/i);
		}
	});

	test('VM-22 what the script gets is escaped as the page is', () => {
		for (const payload of SCRIPT_PAYLOADS) {
			const { card: html } = JSON.parse(scriptAnswer({ kind: 'as it was', event: 'positive', card: card({ subject: payload, note: payload, open: false, outcome: 'positive' }) }, reader()).body) as { card: string };
			expect(html.match(/<(?:script|img|iframe|svg on|b>)/i)).toBeNull();
		}
	});
});

describe('X-09 the tasks page for people', () => {
	test.each([
		['es-ES', 'es', 'Sus tareas', /mar,? 24 nov, 13:00/i, 'hace 3 días', 'Llamada'],
		['it', 'it', 'Le sue attività', /mar 24 nov, 13:00/i, '3 giorni fa', 'Chiamata'],
		['en-US', 'en', 'Your tasks', /Tue, Nov 24, 1:00\sPM/, '3 days ago', 'Call'],
		['fr', 'en', 'Your tasks', /Tue, Nov 24, 1:00\sPM/, '3 days ago', 'Call'],
	])('X-09 %s reads it in %s, with dates as they are written there', (header, language, title, due, ago, type) => {
		const { body, headers } = show(pageOf([card()]), header);
		expect(body).toContain(`<html lang="${language}">`);
		expect(headers['Content-Language']).toBe(language);
		for (const part of [title, ago, type]) expect(words(body)).toContain(part);
		expect(words(body)).toMatch(due);
	});

	test('X-09 a visitor\'s region decides how dates and numbers are written, and nothing odd does', () => {
		expect(pageLocale('de, es-AR;q=0.8, es;q=0.7', 'es')).toBe('es-AR');
		for (const odd of [null, '', 'es', 'es-u-ca-buddhist', 'es-x-evil', 'es-<script>', 'x'.repeat(5_000), 'es-AAAAAAAA']) expect(pageLocale(odd, 'es')).toBe('es');
	});

	test('X-09 every text is said in each language, and no two languages say the same', () => {
		const troubles: readonly Trouble[] = ['bad link', 'busy', 'error', 'note too long'];
		const said = ['en', 'es', 'it'].flatMap((language) => troubles.map((trouble) => words(troublePage(trouble, reader(language), nonce).body)));
		expect(new Set(said).size).toBe(12);
		expect(said.filter((text) => /\bundefined\b|\bnull\b|\[object/.test(text))).toEqual([]);
		expect(troubles.map((trouble) => troublePage(trouble, reader(), nonce).status)).toEqual([404, 429, 503, 400]);
		expect(words(troublePage('bad link', reader(), nonce).body)).toContain('incomplete, or too old');
	});

	test('X-09 one main heading, a name for every field and group, and no id twice', () => {
		const page = pageOf([card(), card({ id: 13, due: 'today', dueAt: NOW })], { closedToday: [card({ id: 12, open: false, outcome: 'positive' })] });
		const { body } = show(page, 'en', { kind: 'as it was', event: 'positive', card: card({ open: false, outcome: 'positive' }) });
		expect(body.match(/<h1>/g)).toHaveLength(1);
		expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
		const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
		for (const [, id] of body.matchAll(/<textarea id="([^"]+)"/g)) expect(body).toContain(`<label for="${id}">`);
		for (const [, id] of body.matchAll(/aria-labelledby="([^"]+)"/g)) expect(ids).toContain(id);
	});

	test.each([['light', LIGHT, TASKS_LIGHT], ['dark', DARK, TASKS_DARK]] as const)('X-09 in %s colours, outcomes and what is late can be read (WCAG AA)', (_name, palette, colours) => {
		const pairs = [[colours.good, palette.card], [colours.onGood, colours.good], [colours.onGood, colours.goodHover], [colours.bad, palette.card], [colours.bad, colours.badGround], [colours.late, palette.card], [colours.late, palette.page], [palette.quiet, palette.page], [palette.text, palette.chosen]];
		expect(pairs.filter(([text = '', ground = '']) => contrast(text, ground) < 4.5)).toEqual([]);
	});
});
