/** A request of a tracked mail, as far as it tells who made it. */
export interface TrackingVisit {
	readonly kind: 'open' | 'click';
	readonly method: string;
	/** Names in lower case, as Node gives them. */
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	/** Since the mail was handed over; null where that isn't known. */
	readonly secondsSinceSent: number | null;
}

/** Nobody gets a mail, sees it and acts within this time; gateways that check mails on their way do. */
const TOO_SOON_SECONDS = { open: 2, click: 5 } as const;

/** What a browser or a gateway says when it fetches ahead of a person. */
const PREFETCH_HEADERS = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'] as const;

/**
 * Apple's Mail Privacy Protection loads the pictures of every mail, seen or not, and names itself so and no further;
 * no browser or mail program does.
 */
const APPLE_PRIVACY = /^Mozilla\/5\.0$/;

/** Programs without a person in front of them: checkers of mail gateways, link previews, crawlers, HTTP libraries. */
const PROGRAMS = new RegExp(
	[
		// "CUBOT" is a make of telephones.
		'(?<!cu)bot\\b', 'crawler', 'spider', 'link-?preview', 'BingPreview', 'SkypeUriPreview', 'facebookexternalhit', 'WhatsApp/', 'Slack-ImgProxy',
		'Barracuda', 'Mimecast', 'Proofpoint', 'FireEye', 'Symantec', 'Sophos', 'TrendMicro', 'Fortinet', 'SafeLinks', 'urlscan', 'VirusTotal',
		'HeadlessChrome', 'PhantomJS', 'Puppeteer', 'Playwright', 'Office Existence Discovery', 'Office Protocol Discovery',
		'^curl/', '^Wget/', '^python-', 'aiohttp', '^Go-http-client', '^Java/', 'Apache-HttpClient', '^axios/', 'node-fetch', '^undici', 'libwww-perl', '^Ruby', 'GuzzleHttp',
	].join('|'),
	'i',
);

/**
 * Whether rather a machine than a person opened or clicked. Careful on purpose: a person's click taken for a machine's
 * is lost to the salesperson, a machine's taken for a person's only inflates a figure.
 *
 * The picture proxies of Gmail (GoogleImageProxy) and Yahoo (YahooMailProxy) count as persons: they fetch when the mail
 * is opened, for somebody, and without them no Gmail user ever opened a mail. Apple's fetches for everybody, so it doesn't.
 */
export function looksLikeMachine(visit: TrackingVisit): boolean {
	const agent = header(visit, 'user-agent').trim();
	const { secondsSinceSent } = visit;
	return (
		// HEAD and OPTIONS ask about a thing, and show it to nobody.
		visit.method.toUpperCase() !== 'GET' ||
		PREFETCH_HEADERS.some((name) => /prefetch|prerender|preview/i.test(header(visit, name))) ||
		(secondsSinceSent !== null && secondsSinceSent < TOO_SOON_SECONDS[visit.kind]) ||
		// Some mail programs fetch pictures without a name; every browser has one.
		(agent === '' ? visit.kind === 'click' : APPLE_PRIVACY.test(agent) || PROGRAMS.test(agent))
	);
}

function header(visit: TrackingVisit, name: string): string {
	const value = visit.headers[name];
	return typeof value === 'string' ? value : (value?.join(', ') ?? '');
}
