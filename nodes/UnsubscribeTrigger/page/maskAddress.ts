/** An address its owner knows again and nobody else learns: `a***@example.com`. */
export function maskAddress(address: string): string {
	const at = address.lastIndexOf('@');
	if (at < 1) return '***';
	const signs = [...address.slice(0, at)];
	// Of a single sign the first would be all.
	return `${signs.length > 1 ? signs[0] : ''}***${address.slice(at)}`;
}
