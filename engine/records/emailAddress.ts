import { domainToASCII } from 'node:url';

/** RFC 5321: a path of 256 characters with its brackets leaves 254; a local part has 64. */
const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;

const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const PLAIN_LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const BEYOND_ASCII = /[\u0080-\uffff]/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z][a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The normalised form of an address: trimmed, composed, lower case, its domain in ASCII. The key under which
 * consent is kept and by which nobody is mailed twice; NULL when the text is no address that mail can be sent to.
 */
export function normaliseAddress(text: string | null): string | null {
	if (text === null || text.length > 2 * MAX_ADDRESS) return null;
	const trimmed = (BEYOND_ASCII.test(text) ? text.trim().normalize('NFC') : text.trim()).toLowerCase();
	const at = trimmed.lastIndexOf('@');
	if (at < 1) return null;
	const local = trimmed.slice(0, at);
	if (local.length > MAX_LOCAL_PART || !(PLAIN_LOCAL_PART.test(local) || LOCAL_PART.test(local))) return null;
	const domain = asciiDomain(trimmed.slice(at + 1));
	if (domain === null) return null;
	const address = `${local}@${domain}`;
	return address.length > MAX_ADDRESS ? null : address;
}

/** NULL for what is no domain. */
function asciiDomain(domain: string): string | null {
	// Nearly every domain is plain: then it is in ASCII as it stands. What claims to be encoded is checked.
	if (DOMAIN.test(domain) && !domain.includes('xn--')) return domain;
	const ascii = domainToASCII(domain);
	return DOMAIN.test(ascii) ? ascii : null;
}
