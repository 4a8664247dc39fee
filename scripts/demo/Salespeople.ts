import PostalMime from 'postal-mime';

import type { MailSink } from './MailSink';

/** So many calls are answered: enough to show what follows. */
const MOST = 50;
/** Each so many-th call comes to nothing. */
const NEGATIVE = 4;
const LANGUAGE = { 'Accept-Language': 'en' };

/** What salespeople recorded on their pages. */
export interface Answered {
	/** How many got a link. */
	readonly salespeople: number;
	readonly positive: number;
	readonly negative: number;
}

/**
 * Simulated salespeople: each opens the link of the mail, as it came, and answers the calls that stand on the page.
 * @param first the number of the first mail with a link, counted from 1
 * @param final the number of the last one
 */
export async function salespeopleAnswer(sink: MailSink, first: number, final: number): Promise<Answered> {
	const done = { positive: 0, negative: 0 };
	for (let number = first; number <= final; number++) {
		const link = linkIn(await PostalMime.parse((await sink.mail(number)).source));
		for (const call of callsOn(await visit(link))) {
			const count = done.positive + done.negative;
			if (count === MOST) break;
			const outcome = count % NEGATIVE === NEGATIVE - 1 ? 'negative' : 'positive';
			await visit(link, { method: 'POST', body: new URLSearchParams({ ...call, do: outcome, note: outcome === 'positive' ? 'Wants an offer' : 'No interest this year' }) });
			done[outcome]++;
		}
	}
	return { salespeople: final - first + 1, ...done };
}

function linkIn({ text = '' }: { readonly text?: string }): string {
	const link = /https?:\/\/\S+/.exec(text)?.[0];
	if (link === undefined) throw new Error('A salesperson\'s mail has no link.');
	return link;
}

/** The fields that the form of each open call on a page is sent with. */
function callsOn(page: string): { task: string; shown: string }[] {
	const cards = page.split('<article class="card" ').slice(1);
	return cards.flatMap((card) => {
		const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(card)?.[1] ?? '';
		return card.includes('<bdi>Call</bdi>') ? [{ task: field('task'), shown: field('shown') }] : [];
	});
}

async function visit(link: string, init: RequestInit = {}): Promise<string> {
	const answer = await fetch(link, { ...init, headers: LANGUAGE });
	const page = await answer.text();
	if (answer.status !== 200) throw new Error(`The tasks page answers ${answer.status}: ${page.slice(0, 500)}`);
	return page;
}
