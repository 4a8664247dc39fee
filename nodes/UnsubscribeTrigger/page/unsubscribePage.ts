import { html, type Html } from '../../shared/page/html';
import { pageLanguage, type PageLanguage } from '../../shared/page/language';
import { maskAddress } from './maskAddress';
import { pageHeaders } from '../../shared/page/pageHeaders';
import { STYLE } from './style';
import { ENGLISH } from './texts/english';
import { ITALIAN } from './texts/italian';
import type { PageTexts, SenderName, StateText } from './texts/PageTexts';
import { SPANISH } from './texts/spanish';

/** Whose mails, to whom. */
export interface Subscription {
	/** The sender's or the company's name; null where none is known. */
	readonly sender: string | null;
	/** The recipient's; shown masked. Null: not shown. */
	readonly address: string | null;
}

/** What the page has to tell. */
export type PageState =
	/** @property choice whether there is a campaign to say no to, beside all email */
	| (Subscription & { readonly kind: 'ask'; readonly choice: boolean })
	| (Subscription & { readonly kind: 'done' | 'already'; readonly scope: 'all' | 'campaign' })
	/** Not ours, cut off, or too old: one answer for all, so nobody learns which. */
	| { readonly kind: 'bad link' }
	/** Too many requests. */
	| { readonly kind: 'busy' }
	/** Nothing could be looked up or written down. */
	| { readonly kind: 'error' };

export interface PageRequest {
	/** The header as it came. */
	readonly acceptLanguage: string | null | undefined;
	/** From `pageNonce`. */
	readonly nonce: string;
}

/** A whole answer; nothing in it depends on time or store. */
export interface PageAnswer {
	readonly status: 200 | 404 | 429 | 503;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

const TEXTS: Readonly<Record<PageLanguage, PageTexts>> = { en: ENGLISH, es: SPANISH, it: ITALIAN };

const STATUS = { ask: 200, done: 200, already: 200, 'bad link': 404, busy: 429, error: 503 } as const;

/** Seconds after which a program may ask again. */
const RETRY_AFTER = 60;

/** The landing page of an unsubscribe link: informs and asks, tells what was done, or why nothing was. */
export function unsubscribePage(state: PageState, request: PageRequest): PageAnswer {
	const language = pageLanguage(request.acceptLanguage);
	const retry: Record<string, string> = state.kind === 'busy' || state.kind === 'error' ? { 'Retry-After': String(RETRY_AFTER) } : {};
	return {
		status: STATUS[state.kind],
		headers: { ...pageHeaders(request.nonce), 'Content-Language': language, ...retry },
		body: page(state, language, request.nonce).text,
	};
}

function page(state: PageState, language: PageLanguage, nonce: string): Html {
	const texts = TEXTS[language];
	const name = 'sender' in state ? (state.sender ?? '').trim() : '';
	const sender = senderName(name === '' ? texts.unnamedSender : name);
	const address = 'address' in state && state.address !== null ? html`<b><bdi>${maskAddress(state.address)}</bdi></b>` : null;
	const { title, paragraphs } = stateText(state, texts, sender, address);
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${name === '' ? title : `${title} · ${name}`}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${name === '' ? '' : html`<p class="sender"><bdi>${name}</bdi></p>`}
${picture(state)}
<h1>${title}</h1>
${paragraphs.map((text, index) => (index === 0 ? html`<p>${text}</p>` : html`<p class="quiet">${text}</p>`))}
${form(state, texts, sender)}
</main>
</body>
</html>
`;
}

/** Names of any direction of writing, each kept to itself. */
function senderName(name: string): SenderName {
	const within = html`<bdi>${name}</bdi>`;
	return { within, last: /[.!?]$/.test(name) ? within : html`${within}.` };
}

function stateText(state: PageState, texts: PageTexts, sender: SenderName, address: Html | null): StateText {
	switch (state.kind) {
		case 'ask':
			return texts.ask(sender, address);
		case 'done':
			return state.scope === 'all' ? texts.doneAll(sender, address) : texts.doneCampaign(sender, address);
		case 'already':
			return state.scope === 'all' ? texts.alreadyAll(sender, address) : texts.alreadyCampaign(sender, address);
		case 'bad link':
			return texts.badLink;
		case 'busy':
			return texts.busy;
		case 'error':
			return texts.error;
	}
}

/** Without an action a form is posted to the page's own address, token and all. */
function form(state: PageState, texts: PageTexts, sender: SenderName): Html {
	const confirm = html`<input type="hidden" name="confirm" value="1">`;
	const all = html`<input type="hidden" name="scope" value="all">`;
	if (state.kind === 'ask') {
		return html`<form method="post">
${confirm}
${state.choice ? choices(texts, sender) : all}
<button type="submit">${texts.button}</button>
</form>`;
	}
	if ((state.kind === 'done' || state.kind === 'already') && state.scope === 'campaign') {
		return html`<form method="post">
${confirm}
${all}
<button type="submit" class="second">${texts.allToo}</button>
</form>`;
	}
	return html``;
}

function choices(texts: PageTexts, sender: SenderName): Html {
	return html`<fieldset>
<legend>${texts.question}</legend>
<label class="choice"><input type="radio" name="scope" value="all" checked><span><span>${texts.all.label(sender)}</span><span class="quiet">${texts.all.hint}</span></span></label>
<label class="choice"><input type="radio" name="scope" value="campaign"><span><span>${texts.campaign.label}</span><span class="quiet">${texts.campaign.hint}</span></span></label>
</fieldset>`;
}

/** A tick for what is done. The words beside it say the same. */
function picture(state: PageState): Html {
	if (state.kind !== 'done' && state.kind !== 'already') return html``;
	return html`<svg class="mark" viewBox="0 0 44 44" aria-hidden="true" focusable="false"><circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3"/><path d="M13.5 22.5l6 6 11-12" fill="none" stroke="currentColor" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
}
