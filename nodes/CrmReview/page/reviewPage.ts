import type { Review, ReviewDecision } from '../../../engine/review/Review';
import { isSearchKind, SEARCH_KINDS } from '../../../engine/records/kinds';
import { columnsFor } from '../../../engine/review/grid/gridColumns';
import { clientScript } from '../../shared/page/clientScript';
import { Html, html } from '../../shared/page/html';
import { pageLanguage, type PageLanguage } from '../../shared/page/language';
import { pageLocale } from '../../shared/page/locale';
import { pageHeaders } from '../../shared/page/pageHeaders';
import { fill } from './fill';
import type { PageSetup } from './protocol';
import { STYLE } from './style';
import type { Notice, ReviewTexts } from './texts/ReviewTexts';
import { REVIEW_TEXTS } from './texts/textsByLanguage';

/** What the page has to tell. */
export type PageState =
	| { readonly kind: 'review'; readonly review: Review }
	/** @property goOn whether the workflow has not heard of it */
	| { readonly kind: 'decided'; readonly review: Review; readonly decision: ReviewDecision; readonly goOn: boolean }
	/** Decided, and not carried out in full: somebody is to let it go on. */
	| { readonly kind: 'carrying out'; readonly review: Review; readonly decision: ReviewDecision }
	| { readonly kind: 'timed out'; readonly review: Review }
	| { readonly kind: 'expired' }
	| { readonly kind: 'missing' }
	| { readonly kind: 'error' };

export interface PageRequest {
	/** The header as it came. */
	readonly acceptLanguage: string | null | undefined;
	/** From `pageNonce`. */
	readonly nonce: string;
	/** The workflow's. */
	readonly timeZone: string;
}

/** A whole answer; nothing in it depends on the time or the store. */
export interface PageAnswer {
	readonly status: 200 | 404 | 410 | 503;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

const STATUS = { review: 200, decided: 200, 'carrying out': 200, 'timed out': 410, expired: 410, missing: 404, error: 503 } as const;

/** The page of a review: the grid, or where it stands when there is nothing to decide. */
export function reviewPage(state: PageState, request: PageRequest): PageAnswer {
	const language = pageLanguage(request.acceptLanguage);
	const texts = REVIEW_TEXTS[language];
	const locale = pageLocale(request.acceptLanguage, language);
	const time = (at: number): Html => moment(at, locale, request.timeZone);
	const retry: Record<string, string> = state.kind === 'error' ? { 'Retry-After': '60' } : {};
	const { title, main } = state.kind === 'review' ? grid(state.review, texts, { language, locale, time, ...request }) : notice(state, texts, time);
	return {
		status: STATUS[state.kind],
		headers: { ...pageHeaders(request.nonce, { script: state.kind === 'review' }), 'Content-Language': language, ...retry },
		body: html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${request.nonce}">${STYLE}</style>
</head>
<body>
${main}
</body>
</html>
`.text,
	};
}

interface Body {
	readonly title: string;
	readonly main: Html;
}

interface Visitor extends PageRequest {
	readonly language: PageLanguage;
	readonly locale: string;
	readonly time: (at: number) => Html;
}

function grid(review: Review, texts: ReviewTexts, { language, locale, time, timeZone, nonce }: Visitor): Body {
	const { title: given, instructions, columns } = review.page;
	const title = given === '' ? texts.title : given;
	const kinds = SEARCH_KINDS.filter((kind) => (review.selection.byKind[kind] ?? 0) > 0);
	const meaningful = columnsFor(kinds);
	const setup: PageSetup = {
		language,
		locale,
		texts,
		timeZone,
		columns: meaningful.filter((column) => column === 'name' || columns === null || columns.includes(column)),
		kinds: Object.keys(review.selection.byKind).filter(isSearchKind),
		count: review.selection.count,
		size: review.page.size,
	};
	return {
		title,
		main: html`<div id="review"${setup.kinds.length === 1 ? html` class="one-kind"` : ''} data-setup="${JSON.stringify(setup)}">
<header>
<h1><bdi>${title}</bdi></h1>
${instructions === '' ? '' : html`<p class="instructions">${instructions}</p>`}
<p class="facts">${review.campaign === null ? '' : html`<span>${fill(texts.campaign, { name: review.campaign })}</span>`}<span>${fill(texts.until, { time: time(review.waitsUntil) })}</span></p>
</header>
<noscript><p class="notice">${texts.noScript}</p></noscript>
<main></main>
</div>
<script type="module" nonce="${nonce}">${Html.join([clientScript(__dirname)], [])}</script>`,
	};
}

function notice(state: Exclude<PageState, { kind: 'review' }>, texts: ReviewTexts, time: (at: number) => Html): Body {
	switch (state.kind) {
		case 'decided':
			return outcome(state.review, state.decision, texts, time, [state.goOn ? html`<p>${texts.done.notHandedOn}</p>${goOn(texts)}` : html`<p class="quiet">${texts.done.closePage}</p>`]);
		case 'carrying out':
			return outcome(state.review, state.decision, texts, time, [html`<p>${texts.done.carryingOut} ${texts.done.notHandedOn}</p>`, goOn(texts)]);
		case 'timed out':
			return plain(texts.over.timedOut, { time: time(state.review.waitsUntil) });
		case 'expired':
			return plain(texts.over.expired);
		case 'missing':
			return plain(texts.over.missing);
		case 'error':
			return plain(texts.over.failed);
	}
}

function plain({ title, text }: Notice, values: Readonly<Record<string, Html>> = {}): Body {
	return { title, main: html`<main class="card"><h1>${title}</h1><p>${fill(text, values)}</p></main>` };
}

function outcome(review: Review, decision: ReviewDecision, texts: ReviewTexts, time: (at: number) => Html, rest: readonly Html[]): Body {
	const { title, text } = texts.done[decision.outcome];
	const { count } = texts.done;
	const rows = { count: review.selection.count, total: review.selected };
	return {
		title,
		main: html`<main class="card ${decision.outcome}"><h1>${title}</h1>
<p>${fill(text, { by: decision.by, time: time(decision.at) })}</p>
${decision.outcome === 'confirmed' && review.state.kind === 'decided' ? html`<p>${fill(rows.count === 1 ? count.one : count.other, rows)}</p>` : ''}
${decision.note === null ? '' : html`<p class="quiet">${fill(texts.done.note, { note: decision.note })}</p>`}
${rest}</main>`,
	};
}

/** Without an action a form is posted to the page's own address, signature and all. */
function goOn(texts: ReviewTexts): Html {
	return html`<form method="post"><input type="hidden" name="action" value="goOn"><button class="primary" type="submit">${texts.done.goOn}</button></form>`;
}

function moment(at: number, locale: string, timeZone: string): Html {
	const date = new Date(at);
	return html`<time datetime="${date.toISOString()}">${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(date)}</time>`;
}
