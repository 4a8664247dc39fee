import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request's Authorization header carries the token that our webhook was registered with. Brevo signs nothing:
 * the token is all that tells its posts from anybody's. Takes the same time wherever the two differ.
 * @param header as n8n or Node hand it over: a missing one is undefined, a repeated one an array (and refused)
 */
export function brevoTokenMatches(header: unknown, token: string): boolean {
	if (token === '' || typeof header !== 'string') return false;
	const given = /^bearer +(.+)$/i.exec(header.trim())?.[1] ?? '';
	// Digests have one length: the comparison doesn't tell the token's.
	return timingSafeEqual(digest(given), digest(token)) && given !== '';
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text, 'utf8').digest();
}
