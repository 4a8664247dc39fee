import { randomBytes } from 'node:crypto';

/** Names the page's one style sheet, anew with each answer. */
export function pageNonce(): string {
	return randomBytes(16).toString('base64');
}

/**
 * Headers of the page. It runs no script, fetches nothing, lies in no frame, and posts only to where it came from; it
 * lives on n8n's own origin, so the sandbox keeps it away from n8n's session. Nobody stores it, and the address it
 * stands at, which is a key, is told to nobody.
 */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
	return {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': `sandbox allow-forms; default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
		'Cache-Control': 'no-store',
		'Referrer-Policy': 'no-referrer',
		'X-Content-Type-Options': 'nosniff',
		'X-Frame-Options': 'DENY',
		'X-Robots-Tag': 'noindex, nofollow',
		'Vary': 'Accept-Language',
	};
}
