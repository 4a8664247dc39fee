const LONGEST_REPLY = 500;
/** Shorter secrets would turn up in any text by chance. */
const SHORTEST_SECRET = 4;

/**
 * Makes a function that readies a server's or library's words for storing and showing: one line, no
 * control characters, at most 500 characters, and neither the password nor a form of it a server could echo.
 */
export function replyCleaner(user: string, password: string): (words: string) => string {
	const secrets = [
		password,
		base64(password),
		base64(`\u0000${user}\u0000${password}`),
		encodeURIComponent(password),
	].filter((secret) => password.length >= SHORTEST_SECRET && secret !== '');
	return (words) => {
		let clean = words;
		for (const secret of secrets) clean = clean.replaceAll(secret, '***');
		clean = clean.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
		return clean.length <= LONGEST_REPLY ? clean : `${clean.slice(0, LONGEST_REPLY - 1)}…`;
	};
}

function base64(text: string): string {
	return Buffer.from(text, 'utf8').toString('base64');
}
