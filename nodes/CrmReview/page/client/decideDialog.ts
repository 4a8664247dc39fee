import type { ChoiceStep } from '../../../../engine/review/choice/Choice';
import type { OverAnswer, SummaryAnswer } from '../protocol';
import { ask, type Closed } from './api';
import { button, el } from './dom';
import type { Words } from './Words';

export interface DecideAsked {
	readonly outcome: 'confirmed' | 'rejected';
	readonly steps: readonly ChoiceStep[];
	/** Null: not counted. */
	readonly ticked: number | null;
	/** What was typed the last time. */
	readonly typed: { by: string; note: string };
	readonly over: (over: OverAnswer | Closed) => void;
}

/** Shows what would come of it, and asks who decides. */
export function openDecideDialog(words: Words, asked: DecideAsked): void {
	const { decide, cancel } = words.texts;
	const { outcome, ticked, typed, steps } = asked;
	const confirming = outcome === 'confirmed';
	const by = el('input', { at: { type: 'text', autocomplete: 'name', required: true, maxlength: 100, value: typed.by } });
	const note = el('textarea', { at: { maxlength: 2_000, rows: 3 } }, typed.note);
	const error = el('p', { class: 'error', at: { role: 'alert' } });
	const label = !confirming ? decide.rejectButton : ticked === null ? decide.confirm : words.counted(decide.confirmButton, ticked);
	const send = el('button', { class: 'primary', at: { type: 'submit', disabled: confirming && ticked === 0 } }, label);
	const title = confirming ? (ticked === null ? decide.confirm : words.counted(decide.confirmTitle, ticked)) : decide.rejectTitle;
	const summary = el('div', { at: { 'aria-live': 'polite' } });
	const form = el(
		'form',
		{ at: { novalidate: true }, on: { submit: (event) => { event.preventDefault(); void submit(); } } },
		confirming ? summary : el('p', {}, decide.rejectText),
		el('label', { class: 'field' }, el('span', {}, decide.by), by),
		el('label', { class: 'field' }, el('span', {}, decide.note, ' ', el('span', { class: 'quiet' }, `(${decide.optional})`)), note),
		error,
		el('div', { class: 'buttons' }, button(cancel, () => dialog.close()), send),
	);
	const dialog = el('dialog', { at: { 'aria-labelledby': 'decide-title' }, on: { close: () => { Object.assign(typed, { by: by.value, note: note.value }); dialog.remove(); } } }, el('h2', { at: { id: 'decide-title' } }, title), form);

	const submit = async () => {
		error.textContent = '';
		by.removeAttribute('aria-invalid');
		if (by.value.trim() === '') {
			by.setAttribute('aria-invalid', 'true');
			error.textContent = decide.byMissing;
			by.focus();
			return;
		}
		send.disabled = true;
		send.textContent = decide.sending;
		const answered = await ask({ action: 'decide', outcome, by: by.value, note: note.value, steps });
		if (answered.kind === 'over') {
			dialog.close();
			asked.over(answered.over);
			return;
		}
		send.disabled = false;
		send.textContent = label;
		error.textContent = decide.failed;
	};

	document.body.append(dialog);
	dialog.showModal();
	by.focus();
	if (confirming && ticked === 0) summary.append(el('p', { class: 'error' }, decide.nothingTicked));
	else if (confirming) void showSummary(words, summary, steps, asked);
}

async function showSummary(words: Words, place: HTMLElement, steps: readonly ChoiceStep[], { ticked, over }: DecideAsked): Promise<void> {
	const { decide, loading } = words.texts;
	place.className = 'summary';
	place.replaceChildren(el('p', { class: 'quiet' }, loading));
	const answered = await ask({ action: 'summary', steps });
	if (!place.isConnected) return;
	switch (answered.kind) {
		case 'over':
			place.closest('dialog')?.close();
			return over(answered.over);
		case 'failed':
			return place.replaceChildren(el('p', {}, decide.summaryFailed));
		case 'answer':
			return place.replaceChildren(
				el('p', {}, el('b', {}, decide.summary), ' ', ticked !== null && el('span', { class: 'quiet' }, words.fill(decide.ofTicked, { count: ticked }))),
				el('ul', {}, ...summaryLines(words, answered.answer)),
			);
	}
}

const PARTS = ['mayBeMailed', 'withoutAddress', 'malformedAddress', 'optedOut', 'duplicateAddress', 'withoutRecipient'] as const satisfies readonly (keyof SummaryAnswer)[];

function summaryLines(words: Words, counts: SummaryAnswer): HTMLElement[] {
	return PARTS.filter((part) => part === 'mayBeMailed' || counts[part] > 0).map((part) => el('li', { class: part === 'mayBeMailed' ? 'first' : '' }, words.counted(words.texts.summary[part], counts[part])));
}
