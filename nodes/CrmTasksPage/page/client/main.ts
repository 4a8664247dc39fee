/*
 * Answers taps in place: a form's task comes back as it stands, and takes the place of its card. Without this, or where
 * it fails to start, the forms are sent as forms are.
 */

/** Longer than this nobody looks at a button that was pressed. */
const PATIENCE = 20_000;

interface Answered {
	/** The task's card as it stands now, escaped on the server. */
	readonly card: string;
	/** To be read out. */
	readonly said: string;
}

const main = document.querySelector('main');
const said = document.querySelector('#said');
/** When the page last changed under somebody's thumb. */
let moved = -Infinity;
/** Within this time, in ms, a second tap is meant for what was there before. */
const DOUBLE_TAP = 600;
const numbers = new Intl.NumberFormat(main?.dataset['locale'] ?? document.documentElement.lang);

document.addEventListener('submit', (event) => {
	const form = event.target;
	const card = form instanceof HTMLFormElement ? form.closest('[data-task]') : null;
	if (!(form instanceof HTMLFormElement) || !(card instanceof HTMLElement)) return;
	event.preventDefault();
	if (performance.now() - moved < DOUBLE_TAP) return;
	const fields = new FormData(form, event.submitter);
	fields.set('answer', 'script');
	void send(form, card, fields);
});

async function send(form: HTMLFormElement, card: HTMLElement, fields: FormData): Promise<void> {
	const problem = form.querySelector('.problem');
	if (problem) problem.textContent = '';
	setBusy(form, true);
	try {
		const response = await fetch(location.href, { method: 'POST', body: urlencoded(fields), signal: AbortSignal.timeout(PATIENCE) });
		const answer: unknown = await response.json();
		if (isAnswered(answer)) {
			replace(card, answer);
			return;
		}
		tell(problem, textIn(answer, 'problem') ?? offline());
	} catch {
		tell(problem, offline());
	}
	setBusy(form, false);
}

function replace(card: HTMLElement, answer: Answered): void {
	const parsed = document.createElement('template');
	parsed.innerHTML = answer.card;
	const next = parsed.content.querySelector('[data-task]');
	if (!(next instanceof HTMLElement)) return;
	count(card.dataset['due'], -1);
	count(next.dataset['due'], 1);
	card.replaceWith(next);
	// Who goes by keyboard or by ear is where the tap was; what can be done next is the next stop.
	const place = next.querySelector('[tabindex="-1"]');
	if (place instanceof HTMLElement) place.focus({ preventScroll: true });
	// A closed card is shorter, and could be out of sight with the way back.
	next.scrollIntoView({ block: 'nearest', behavior: 'instant' });
	moved = performance.now();
	if (said) said.textContent = answer.said;
}

/** Closed tasks are counted nowhere. */
function count(group: string | undefined, by: 1 | -1): void {
	for (const place of document.querySelectorAll<HTMLElement>('[data-count]')) {
		if (place.dataset['count'] !== group) continue;
		const now = Number(place.dataset['number']) + by;
		place.dataset['number'] = String(now);
		place.textContent = numbers.format(Math.max(0, now));
	}
}

function setBusy(form: HTMLFormElement, busy: boolean): void {
	for (const button of form.querySelectorAll('button')) button.disabled = busy;
	form.toggleAttribute('aria-busy', busy);
}

function tell(problem: Element | null, text: string): void {
	if (problem) problem.textContent = text;
}

function offline(): string {
	return main?.dataset['offline'] ?? '';
}

function urlencoded(fields: FormData): URLSearchParams {
	const all = new URLSearchParams();
	for (const [name, value] of fields) if (typeof value === 'string') all.append(name, value);
	return all;
}

function isAnswered(answer: unknown): answer is Answered {
	return textIn(answer, 'card') !== null && textIn(answer, 'said') !== null;
}

function textIn(holder: unknown, name: string): string | null {
	if (typeof holder !== 'object' || holder === null) return null;
	const value: unknown = Reflect.get(holder, name);
	return typeof value === 'string' ? value : null;
}
