import type { TaskAnswer } from '../../../engine/tasks/actOnTask';
import { DUE_GROUPS, type DueGroup } from '../../../engine/tasks/dueGroups';
import type { TasksPage } from '../../../engine/tasks/tasksPage';
import { clientScript } from '../../shared/page/clientScript';
import { Html, html } from '../../shared/page/html';
import { pageHeaders } from '../../shared/page/pageHeaders';
import { cursorText } from '../taskRequest';
import { retryHeaders, textsOf, TROUBLE_STATUS, type Answer, type Reader, type Trouble } from './Answer';
import { answeredCard, saidOf } from './answeredHtml';
import { formatsFor } from './formats';
import { ALL_DONE } from './pictures';
import { STYLE } from './style';
import { taskCardHtml } from './taskCardHtml';

/** A salesperson's page, and what came of the tap that it answers. */
export interface ShownPage {
	readonly page: TasksPage;
	/** What the visitor's link ends in: links to the next page need it. */
	readonly token: string;
	/** Whether it begins with the first task. */
	readonly first: boolean;
	readonly answered: TaskAnswer | null;
}

/** The whole page: open tasks in groups, then what was done today. Works without its script, too. */
export function tasksPageAnswer(shown: ShownPage, reader: Reader, nonce: string): Answer {
	const texts = textsOf(reader);
	const { user } = shown.page;
	const content = html`<header>
${user.name === null ? '' : html`<p class="user"><bdi>${user.name}</bdi></p>`}
<h1>${texts.title}</h1>
${summary(shown.page, reader)}
</header>
<p id="said" class="apart" role="status"></p>
${notice(shown.answered, reader)}
${openTasks(shown, reader)}
${closedToday(shown.page, reader)}
<footer><p>${texts.timeZone(reader.timeZone)}</p><p>${texts.personal}</p></footer>
<script type="module" nonce="${nonce}">${Html.join([clientScript(__dirname)], [])}</script>`;
	return {
		status: 200,
		headers: { ...pageHeaders(nonce, { script: true }), 'Content-Language': reader.language },
		body: documentOf(user.name === null ? texts.title : `${texts.title} · ${user.name}`, content, reader, nonce),
	};
}

/** Why there is no page. */
export function troublePage(trouble: Trouble, reader: Reader, nonce: string): Answer {
	const { title, paragraphs } = textsOf(reader).trouble[trouble];
	const content = html`<div class="card"><h1>${title}</h1>${paragraphs.map((text) => html`<p>${text}</p>`)}</div>`;
	return { status: TROUBLE_STATUS[trouble], headers: { ...pageHeaders(nonce), 'Content-Language': reader.language, ...retryHeaders(trouble) }, body: documentOf(title, content, reader, nonce) };
}

function documentOf(title: string, content: Html, reader: Reader, nonce: string): string {
	return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main data-locale="${reader.locale}" data-offline="${textsOf(reader).offline}">
${content}
</main>
</body>
</html>
`.text;
}

/** How many there are in all, and in each group: groups that stand on this page are links to it. */
function summary({ counts, tasks }: TasksPage, reader: Reader): Html {
	const texts = textsOf(reader);
	const { amount } = formatsFor(reader);
	const groups = DUE_GROUPS.filter((group) => counts[group] > 0);
	if (groups.length === 0) return html``;
	const here = new Set(tasks.map(({ due }) => due));
	const chip = (group: DueGroup) => html`<span data-count="${group}" data-number="${counts[group]}">${amount(counts[group]).text}</span> ${texts.groups[group]}`;
	return html`<ul class="groups">${groups.map((group) => html`<li>${here.has(group) ? html`<a class="chip ${group}" href="#${group}">${chip(group)}</a>` : html`<span class="chip ${group}">${chip(group)}</span>`}</li>`)}</ul>`;
}

/** The answer to a form that was sent without the script; a task that is open still stands in the list. */
function notice(answered: TaskAnswer | null, reader: Reader): Html {
	if (answered === null) return html``;
	const stays = answered.kind === 'gone' || answered.card.open;
	return html`<section class="notice" role="status">${stays ? html`<p class="told">${saidOf(answered, reader)}</p>` : answeredCard(answered, reader, 'answer')}</section>`;
}

function openTasks({ page, token, first }: ShownPage, reader: Reader): Html {
	const texts = textsOf(reader);
	const { amount } = formatsFor(reader);
	if (page.tasks.length === 0 && first) return html`<section class="card empty">${ALL_DONE}<h2>${texts.empty.title}</h2><p class="quiet">${texts.empty.text}</p></section>`;
	const groups = DUE_GROUPS.map((group) => ({ group, tasks: page.tasks.filter(({ due }) => due === group) })).filter(({ tasks }) => tasks.length > 0);
	const to = (after: string | null) => `?${new URLSearchParams({ t: token, ...(after === null ? {} : { after }) }).toString()}`;
	return html`${groups.map(
		({ group, tasks }) => html`<section aria-labelledby="${group}">
<h2 id="${group}" class="${group}">${texts.groups[group]} <span class="quiet" data-count="${group}" data-number="${page.counts[group]}">${amount(page.counts[group]).text}</span></h2>
${tasks.map((card) => taskCardHtml(card, reader))}
</section>`,
	)}
${first && page.next === null ? '' : html`<p class="pages">${page.next === null ? '' : html`<a class="button" href="${to(cursorText(page.next))}">${texts.next}</a>`}${first ? '' : html`<a class="button" href="${to(null)}">${texts.first}</a>`}</p>`}`;
}

function closedToday({ closedToday: cards }: TasksPage, reader: Reader): Html {
	if (cards.length === 0) return html``;
	return html`<details class="closedToday">
<summary>${textsOf(reader).closedToday} <span class="quiet">${formatsFor(reader).amount(cards.length).text}</span></summary>
${cards.map((card) => taskCardHtml(card, reader, { place: 'closed', told: null, before: null }))}
</details>`;
}
