import type { TaskAnswer } from '../../../engine/tasks/actOnTask';
import { html, type Html } from '../../shared/page/html';
import { textsOf, type Reader } from './Answer';
import { formatsFor } from './formats';
import { subjectOf, taskCardHtml, type CardPlace } from './taskCardHtml';

/** What came of a tap, with the task's subject: for who hears it, and for a page where the card is elsewhere. */
export function saidOf(answered: TaskAnswer, reader: Reader): string {
	const told = toldOf(answered, reader);
	if (answered.kind === 'gone') return told;
	return `${told}${told.endsWith('.') ? '' : ':'} ${subjectOf(answered.card, textsOf(reader))}`;
}

/** The task as it stands after a tap, in the place of the card that was tapped. */
export function answeredCard(answered: TaskAnswer, reader: Reader, place: CardPlace): Html {
	const told = toldOf(answered, reader);
	switch (answered.kind) {
		case 'gone':
			return html`<article class="card closed" data-task data-due="closed"><p class="told" tabindex="-1">${told}</p></article>`;
		case 'closed':
			return taskCardHtml(answered.card, reader, { place, told, before: null });
		case 'done':
		case 'as it was':
			// A closed card shows its outcome itself.
			return taskCardHtml(answered.card, reader, { place, told: answered.card.open ? told : null, before: answered.kind === 'done' ? answered.before : null });
	}
}

function toldOf(answered: TaskAnswer, reader: Reader): string {
	const texts = textsOf(reader);
	switch (answered.kind) {
		case 'done':
		case 'as it was': {
			const { card, event } = answered;
			return texts.said(event, card.dueAt === null ? texts.undated : formatsFor(reader).day(card.dueAt));
		}
		case 'closed':
			return texts.closedMeanwhile;
		case 'gone':
			return texts.gone;
	}
}
