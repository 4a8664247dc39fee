import { formFields } from './formFields';

/** A request to an unsubscribe link's address, as n8n (or any server) hands it over. */
export interface UnsubscribeHttpRequest {
	readonly method: string;
	/** The header as it came. */
	readonly contentType: string | null;
	/** The body where somebody has parsed it already: n8n's `req.body`; anything else is taken as not parsed. */
	readonly body: unknown;
	/** The body's bytes where they were kept. */
	readonly rawBody: Buffer | null;
}

export type UnsubscribeScope = 'all' | 'campaign';

/** What somebody wants of an unsubscribe link. */
export type UnsubscribeRequest =
	/** Look at the page: nothing changes. Mail scanners and link previews do that too. */
	| { readonly kind: 'show' }
	/** The mail program's own button (RFC 8058): the service unsubscribes for its user, nobody sees a page. */
	| { readonly kind: 'one-click' }
	/** The page's form, sent by a person. */
	| { readonly kind: 'confirmed'; readonly scope: UnsubscribeScope }
	/** A method that no page and no mail program uses: answered with 405. */
	| { readonly kind: 'not allowed' };

const SHOWING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Reads what a request asks for. GET, HEAD and OPTIONS only ever show. A POST is the page's form where it says so, and
 * one-click in every form it comes in: urlencoded, multipart, JSON, without a body, with one that nobody can read (a
 * mail service's POST says enough by arriving, and RFC 8058 forbids to ask back). Only a readable form that is
 * neither of the two shows the page.
 */
export function readUnsubscribeRequest(request: UnsubscribeHttpRequest): UnsubscribeRequest {
	const method = request.method.toUpperCase();
	if (SHOWING.has(method)) return { kind: 'show' };
	if (method !== 'POST') return { kind: 'not allowed' };
	const fields = formFields(request);
	// Parsers make an empty field of text that is no form.
	const unreadable = [...fields.values()].every((value) => value === '');
	if (unreadable || fields.has('list-unsubscribe')) return { kind: 'one-click' };
	if (fields.get('confirm') !== '1') return { kind: 'show' };
	return { kind: 'confirmed', scope: fields.get('scope') === 'campaign' ? 'campaign' : 'all' };
}
