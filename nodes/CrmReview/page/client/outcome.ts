import type { OverAnswer } from '../protocol';
import type { Closed } from './api';
import { el } from './dom';
import type { Words } from './Words';

/** What stands in the place of the grid when nothing can be decided here any more. */
export function outcomeCard(words: Words, over: OverAnswer | Closed): HTMLElement {
	const { texts } = words;
	switch (over.over) {
		case 'decided': {
			const { title, text } = texts.done[over.outcome];
			return card(over.outcome, title, [
				!over.mine && el('p', { class: 'already' }, texts.done.already),
				el('p', {}, words.fill(text, { by: over.by, time: words.moment(over.at) })),
				over.outcome === 'confirmed' && el('p', {}, words.counted(texts.done.count, over.count, { total: over.selected })),
				over.note !== null && el('p', { class: 'quiet' }, words.fill(texts.done.note, { note: over.note })),
				el('p', { class: 'quiet' }, texts.done.closePage),
			]);
		}
		case 'timedOut':
			return card('', texts.over.timedOut.title, [el('p', {}, words.fill(texts.over.timedOut.text, { time: words.moment(over.until) }))]);
		case 'expired':
		case 'missing':
		case 'closed':
		case 'badAddress':
			return card('', texts.over[over.over].title, [el('p', {}, texts.over[over.over].text)]);
	}
}

function card(look: string, title: string, rest: readonly (HTMLElement | false)[]): HTMLElement {
	return el('main', { class: `card ${look}`.trim() }, el('h1', { at: { tabindex: -1 } }, title), ...rest);
}
