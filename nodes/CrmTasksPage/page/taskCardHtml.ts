import { noteMark } from '../../../engine/tasks/actOnTask';
import type { TaskCard } from '../../../engine/tasks/TaskCard';
import { html, type Html } from '../../shared/page/html';
import { MOST_NOTE } from '../taskRequest';
import { textsOf, type Reader } from './Answer';
import { contactDetails } from './contactDetails';
import { formatsFor } from './formats';
import { messageStory } from './messageStory';
import { CROSS, TICK } from './pictures';
import type { PageTexts } from './texts/PageTexts';

/** Where a card stands: an answer may stand on one page with the lists that have the same task. */
export type CardPlace = 'list' | 'answer' | 'closed';

export interface CardOptions {
	readonly place: CardPlace;
	/** What there is to tell of it; null: nothing. */
	readonly told: string | null;
	/** What the task was before it was closed, for taking that back. */
	readonly before: string | null;
}

const IN_LIST: CardOptions = { place: 'list', told: null, before: null };

/** A task: open with all that is needed to do it, closed in short with the way back. */
export function taskCardHtml(card: TaskCard, reader: Reader, options: CardOptions = IN_LIST): Html {
	return card.open ? openCard(card, reader, options) : closedCard(card, reader, options);
}

/** What a task is called where it has no subject. */
export function subjectOf(card: TaskCard, texts: PageTexts): string {
	return card.subject ?? card.person?.name ?? typeOf(card, texts) ?? `#${card.id}`;
}

function openCard(card: TaskCard, reader: Reader, { place, told }: CardOptions): Html {
	const texts = textsOf(reader);
	const formats = formatsFor(reader);
	const id = `${place}-${card.id}`;
	const type = typeOf(card, texts);
	return html`<article class="card" data-task data-due="${card.due}" aria-labelledby="${id}">
<p class="when">${type === null ? '' : html`<span class="type"><bdi>${type}</bdi></span>`}<span class="${card.due === 'overdue' ? 'late' : 'quiet'}">${formats.due(card) ?? texts.undated}</span></p>
<h3 id="${id}" tabindex="-1"><bdi>${subjectOf(card, texts)}</bdi></h3>
${contactDetails(card, texts)}
${messageStory(card, texts, formats)}
${card.description === null ? '' : html`<p class="description">${card.description}</p>`}
<form method="post" class="act" aria-labelledby="${id}">
<input type="hidden" name="task" value="${card.id}">
<input type="hidden" name="shown" value="${noteMark(card.note)}">
<label for="note-${id}">${texts.note}</label>
<textarea id="note-${id}" name="note" rows="2" maxlength="${MOST_NOTE}">
${card.note ?? ''}</textarea>
<div class="outcomes">
<button type="submit" name="do" value="positive" class="good">${TICK}${texts.positive}</button>
<button type="submit" name="do" value="negative" class="bad">${CROSS}${texts.negative}</button>
</div>
${putOff(card, reader, texts)}
${told === null ? '' : html`<p class="told">${told}</p>`}
<p class="problem" role="alert"></p>
</form>
</article>`;
}

/** Only to a day that lies further off than the task's own. */
function putOff(card: TaskCard, { now }: Reader, texts: PageTexts): Html {
	const day = 86_400_000;
	const further = (days: number) => card.dueAt === null || card.dueAt < now + days * day;
	const choices = [
		...(card.due === 'overdue' || card.due === 'today' || card.dueAt === null ? [html`<button type="submit" name="do" value="tomorrow">${texts.tomorrow}</button>`] : []),
		...(further(6) ? [html`<button type="submit" name="do" value="week">${texts.week}</button>`] : []),
	];
	return choices.length === 0 ? html`` : html`<div class="putOff"><span>${texts.later}</span>${choices}</div>`;
}

function closedCard(card: TaskCard, reader: Reader, { place, told, before }: CardOptions): Html {
	const texts = textsOf(reader);
	const id = `${place}-${card.id}`;
	const about = [card.person?.name ?? null, card.account?.name ?? card.person?.company ?? null].filter((text) => text !== null);
	return html`<article class="card closed" data-task data-due="closed" aria-labelledby="${id}">
${told === null ? '' : html`<p class="told">${told}</p>`}
${resultOf(card, texts)}
<h3 id="${id}" tabindex="-1"><bdi>${subjectOf(card, texts)}</bdi></h3>
${about.length === 0 ? '' : html`<p class="quiet">${about.map((text, index) => html`${index === 0 ? '' : ' · '}<bdi>${text}</bdi>`)}</p>`}
${card.note === null ? '' : html`<p class="description">${card.note}</p>`}
<form method="post" class="back" aria-labelledby="${id}">
<input type="hidden" name="task" value="${card.id}">
${before === null ? '' : html`<input type="hidden" name="status" value="${before}">`}
<button type="submit" name="do" value="reopen">${texts.reopen}</button>
<p class="problem" role="alert"></p>
</form>
</article>`;
}

function resultOf(card: TaskCard, texts: PageTexts): Html {
	switch (card.outcome) {
		case 'positive':
			return html`<p class="result positive">${TICK}${texts.positive}</p>`;
		case 'negative':
			return html`<p class="result negative">${CROSS}${texts.negative}</p>`;
		case 'open':
			return html`<p class="result quiet">${texts.closed}</p>`;
	}
}

function typeOf(card: TaskCard, texts: PageTexts): string | null {
	if (card.type === null) return null;
	return Object.hasOwn(texts.types, card.type) ? (texts.types[card.type] ?? card.type) : card.type;
}
