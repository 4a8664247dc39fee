import { isIP } from 'node:net';
import { EngineError } from '../EngineError';

/** Names that only lead somewhere inside one's own house. */
const PRIVATE_NAMES = /^(localhost|.*\.(localhost|local|internal|intranet|lan|home|test|invalid|home\.arpa))$/;

/** Whether recipients of mails can reach an origin: no loopback, no private network, no name of one's own house. */
export function isPublic(origin: string): boolean {
	const host = new URL(origin).hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
	switch (isIP(host)) {
		case 4:
			return !isPrivateIPv4(host);
		case 6:
			return !/^(::1?$|f[cd]|fe[89ab]|::ffff:)/.test(host);
		default:
			return host.includes('.') && !PRIVATE_NAMES.test(host);
	}
}

function isPrivateIPv4(host: string): boolean {
	const [first = 0, second = 0] = host.split('.').map(Number);
	return first === 0 || first === 10 || first === 127 || (first === 100 && second >= 64 && second < 128) || (first === 169 && second === 254) || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168);
}

/** Whether an origin leads nowhere but to the machine that it is opened on: on a telephone, to the telephone. */
export function isLoopback(origin: string): boolean {
	const host = new URL(origin).hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
	return isIP(host) === 0 ? /^(.*\.)?localhost$/.test(host) : /^(127\.|0\.|::1?$|::ffff:7f)/.test(host);
}

/** @throws EngineError for what is no web address */
export function originOf(address: string): string {
	const url = URL.canParse(address) ? new URL(address) : null;
	if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url.origin;
	throw new EngineError('invalid-input', `Public Address: "${address.slice(0, 100)}" is no web address.`, 'Give it as https://n8n.example.com, or leave it empty.');
}
