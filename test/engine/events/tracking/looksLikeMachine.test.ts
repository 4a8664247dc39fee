import { looksLikeMachine, type TrackingVisit } from '../../../../engine/events/tracking/looksLikeMachine';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0';
const visit = (agent: string | undefined, more: Partial<TrackingVisit> = {}): TrackingVisit => ({ kind: 'click', method: 'GET', headers: { 'user-agent': agent }, secondsSinceSent: 60, ...more });

describe('VM-18 machine opens and clicks', () => {
	test.each([
		FIREFOX,
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
		'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17328; ms-office; MSOffice 16)',
		'Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Thunderbird/128.4.0',
		'Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
	])('a person: %s', (agent) => {
		expect(looksLikeMachine(visit(agent))).toBe(false);
		expect(looksLikeMachine(visit(agent, { kind: 'open', secondsSinceSent: null }))).toBe(false);
	});

	test.each([
		'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
		'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
	])('a person by way of a picture proxy: %s', (agent) => {
		expect(looksLikeMachine(visit(agent, { kind: 'open' }))).toBe(false);
		expect(looksLikeMachine(visit(agent, { kind: 'open', secondsSinceSent: 1 }))).toBe(true);
	});

	test.each([
		'Mozilla/5.0',
		'Barracuda Sentinel (EE)',
		'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
		'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0 Safari/537.36',
		'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
		'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
		'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
		'WhatsApp/2.23.20.0',
		'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
		'curl/8.5.0',
		'python-requests/2.31.0',
		'Go-http-client/2.0',
		'Microsoft Office Existence Discovery',
	])('a machine: %s', (agent) => {
		expect(looksLikeMachine(visit(agent))).toBe(true);
		expect(looksLikeMachine(visit(agent, { kind: 'open', secondsSinceSent: null }))).toBe(true);
	});

	test('HEAD and OPTIONS, fetching ahead, and haste are a machine\'s', () => {
		expect(looksLikeMachine(visit(FIREFOX, { method: 'HEAD' }))).toBe(true);
		expect(looksLikeMachine(visit(FIREFOX, { method: 'OPTIONS' }))).toBe(true);
		for (const [name, value] of [['sec-purpose', 'prefetch;prerender'], ['purpose', 'prefetch'], ['x-purpose', 'preview'], ['x-moz', 'prefetch']] as const) {
			expect(looksLikeMachine(visit(FIREFOX, { headers: { 'user-agent': FIREFOX, [name]: value } }))).toBe(true);
		}
		expect(looksLikeMachine(visit(FIREFOX, { headers: { 'user-agent': FIREFOX, purpose: 'reading' } }))).toBe(false);
		expect([4.9, 5].map((secondsSinceSent) => looksLikeMachine(visit(FIREFOX, { secondsSinceSent })))).toEqual([true, false]);
		expect([1.9, 2].map((secondsSinceSent) => looksLikeMachine(visit(FIREFOX, { kind: 'open', secondsSinceSent })))).toEqual([true, false]);
	});

	test('who has no name is no browser, but may be a mail program', () => {
		expect(looksLikeMachine(visit(undefined))).toBe(true);
		expect(looksLikeMachine(visit('', { kind: 'open' }))).toBe(false);
	});
});
