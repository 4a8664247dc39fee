const LONGEST_WORDS = 500;
/** Shorter secrets would turn up in any text by chance. */
const SHORTEST_SECRET = 4;

/**
 * Makes a function that readies a service's or library's words for storing and showing: one line, no control
 * characters, at most 500 characters, and none of the secrets nor a form of them that an answer could echo.
 */
export function wordsCleaner(secrets: readonly string[]): (words: string) => string {
	const forms = secrets
		// As it was given, and as a service trims it.
		.flatMap((secret) => [secret, secret.trim()])
		.filter((secret) => secret.length >= SHORTEST_SECRET)
		.flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret, 'utf8').toString('base64')])
		// The longest first: a form may hold another.
		.sort((a, b) => b.length - a.length);
	return (words) => {
		let clean = words;
		for (const form of forms) clean = clean.replaceAll(form, '***');
		clean = clean.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
		return clean.length <= LONGEST_WORDS ? clean : `${clean.slice(0, LONGEST_WORDS - 1)}…`;
	};
}
