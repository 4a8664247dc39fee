import type { CountAnswer, OverAnswer, PageAnswer, ReviewRequest, SummaryAnswer } from '../protocol';

/** What came of a request. */
export type Answered<Answer> =
	| { readonly kind: 'answer'; readonly answer: Answer }
	/** The review is over. */
	| { readonly kind: 'over'; readonly over: OverAnswer | Closed }
	/** Nothing was changed; `invalid`: asking again won't help. */
	| { readonly kind: 'failed'; readonly invalid: boolean };

/** n8n itself says that there is nothing here any more. */
export type Closed = { readonly over: 'closed' | 'badAddress' };

type AnswerTo<Request extends ReviewRequest> = Request extends { action: 'page' } ? PageAnswer : Request extends { action: 'count' } ? CountAnswer : Request extends { action: 'summary' } ? SummaryAnswer : OverAnswer;

/**
 * Asks the node. Posted to the page's own address, signature and all, as plain text: so the browser asks for no leave
 * beforehand, which a page in a sandbox would need for JSON.
 */
export async function ask<Request extends ReviewRequest>(request: Request): Promise<Answered<AnswerTo<Request>>> {
	try {
		const response = await fetch(location.search, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify(request), cache: 'no-store' });
		const body: unknown = await response.json().catch(() => null);
		if (isOver(body)) return { kind: 'over', over: body };
		// The node answers 200 to what it was asked; the shape is its own.
		if (response.ok && typeof body === 'object' && body !== null) return { kind: 'answer', answer: body as AnswerTo<Request> };
		if (response.status === 401 || response.status === 403) return { kind: 'over', over: { over: 'badAddress' } };
		if (response.status === 404) return { kind: 'over', over: { over: 'missing' } };
		if (response.status === 409) return { kind: 'over', over: { over: 'closed' } };
		return { kind: 'failed', invalid: response.status === 400 || response.status === 413 };
	} catch {
		return { kind: 'failed', invalid: false };
	}
}

function isOver(body: unknown): body is OverAnswer {
	return typeof body === 'object' && body !== null && 'over' in body && typeof body.over === 'string';
}
