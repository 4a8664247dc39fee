import type { OverAnswer, ReviewRequest } from '../nodes/CrmReview/page/protocol';

/** Decides on a review as its page does, everything ticked as it stands. Rejects where this very request didn't decide. */
export async function decideOnPage(url: string, outcome: 'confirmed' | 'rejected', by: string): Promise<void> {
	const request: ReviewRequest = { action: 'decide', outcome, by, note: '', steps: [] };
	const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, body: JSON.stringify(request) });
	const text = await answer.text();
	if (answer.status !== 200) throw new Error(`The review's page answers ${answer.status}: ${text.slice(0, 500)}`);
	const { over } = JSON.parse(text) as OverAnswer;
	if (over !== 'decided') throw new Error(`The review was not decided: ${over}.`);
}
