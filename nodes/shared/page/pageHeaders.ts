import { randomBytes } from 'node:crypto';

/** Names the page's own style sheet and script, anew with each answer. */
export function pageNonce(): string {
	return randomBytes(16).toString('base64');
}

/** What a page may do beside showing itself and posting its forms. */
export interface PageAbilities {
	/** Runs its own script, which asks its own address and offers files to keep. */
	readonly script: boolean;
}

/**
 * Headers of a page for people. It fetches nothing from elsewhere, lies in no frame, and posts only to where it came
 * from; it lives on n8n's own origin, so the sandbox keeps it away from n8n's session. Nobody stores it, and the
 * address it stands at, which is a key, is told to nobody.
 */
export function pageHeaders(nonce: string, { script }: PageAbilities = { script: false }): Readonly<Record<string, string>> {
	const sandbox = script ? 'sandbox allow-forms allow-scripts allow-modals allow-downloads' : 'sandbox allow-forms';
	const scripts = script ? ` script-src 'nonce-${nonce}'; connect-src 'self';` : '';
	return {
		'Content-Type': 'text/html; charset=utf-8',
		'Content-Security-Policy': `${sandbox}; default-src 'none'; style-src 'nonce-${nonce}';${scripts} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
		'Cache-Control': 'no-store',
		'Referrer-Policy': 'no-referrer',
		'X-Content-Type-Options': 'nosniff',
		'X-Frame-Options': 'DENY',
		'X-Robots-Tag': 'noindex, nofollow',
		'Vary': 'Accept-Language',
	};
}
