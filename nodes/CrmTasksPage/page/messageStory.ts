import type { MessageStory, TaskCard } from '../../../engine/tasks/TaskCard';
import { html, type Html } from '../../shared/page/html';
import type { Formats } from './formats';
import type { PageTexts } from './texts/PageTexts';

/** What a task came from: the campaign, and the message with what became of it. */
export function messageStory({ campaign, message }: TaskCard, texts: PageTexts, formats: Formats): Html {
	if (campaign === null && message === null) return html``;
	const heading = [campaign, message?.subject ?? null].filter((text) => text !== null);
	return html`<div class="story">
${heading.length === 0 ? '' : html`<p>${heading.map((text, index) => html`${index === 0 ? '' : ' · '}<bdi>${text}</bdi>`)}</p>`}
${message === null ? '' : html`<p class="quiet">${whatBecame(message, texts, formats)}</p>`}
${message === null || message.links.length === 0 ? '' : html`<ul class="links">${message.links.map((link) => html`<li>${linkOf(link)}</li>`)}</ul>`}
</div>`;
}

function whatBecame(message: MessageStory, texts: PageTexts, formats: Formats): Html {
	const { message: said } = texts;
	const parts: Html[] = [];
	const say = (text: string) => void parts.push(html`${text}`);
	if (message.sentAt !== null) say(said.sent(formats.moment(message.sentAt)));
	if (message.reason !== null) parts.push(html`${said.notSent}: <bdi>${message.reason}</bdi>`);
	if (message.openCount > 0) say(said.opened(formats.amount(message.openCount), message.lastOpenAt === null ? null : formats.moment(message.lastOpenAt)));
	if (message.clickCount > 0) say(said.clicked(formats.amount(message.clickCount)));
	if (message.bounce !== null) parts.push(html`${said.bounced[message.bounce.kind]}${message.bounce.reason === null ? '' : html`: <bdi>${shortened(message.bounce.reason)}</bdi>`}`);
	if (message.spamAt !== null) say(said.spam);
	if (message.unsubscribedAt !== null) say(said.unsubscribed);
	if (message.sentAt !== null && parts.length === 1) say(said.untouched);
	return html`${parts.map((part, index) => html`${index === 0 ? '' : ' · '}${part}`)}`;
}

/** Servers explain themselves at length. */
const MOST_REASON = 200;

function shortened(text: string): string {
	return text.length > MOST_REASON ? `${text.slice(0, MOST_REASON)}…` : text;
}

const MOST_LINK = 80;

/** Leads where the recipient went; anything but a web address is only shown. */
function linkOf(link: string): Html {
	const url = URL.canParse(link) ? new URL(link) : null;
	const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
	const readable = link.replace(/^https?:\/\//, '').replace(/\/$/, '');
	const text = readable.length > MOST_LINK ? `${readable.slice(0, MOST_LINK)}…` : readable;
	return isWeb ? html`<a href="${link}" rel="noreferrer noopener">${text}</a>` : html`${text}`;
}
