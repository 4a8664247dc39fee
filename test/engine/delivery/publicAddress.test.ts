import { EngineError } from '../../../engine/EngineError';
import { isPublic, originOf } from '../../../engine/delivery/publicAddress';

const PUBLIC = [
	'https://n8n.example.com', 'http://example.com:5678', 'https://localhost.example.com', 'https://local.example.org', 'https://10.example.com', 'https://xn--espaa-rta.example', 'https://mañana.example',
	'https://93.184.216.34', 'http://8.8.8.8:8080', 'https://9.255.255.255', 'https://11.0.0.1', 'https://100.63.255.255', 'https://100.128.0.1', 'https://126.255.255.255', 'https://128.0.0.1',
	'https://169.253.255.255', 'https://169.255.0.1', 'https://172.15.255.255', 'https://172.32.0.1', 'https://192.167.255.255', 'https://192.169.0.1',
	'https://[2606:2800:220:1:248:1893:25c8:1946]', 'https://[2a00:1450:4003:80f::200e]:5678',
];

const PRIVATE: ReadonlyArray<readonly [string, readonly string[]]> = [
	['loopback', ['http://127.0.0.1:5678', 'http://127.255.255.254', 'http://2130706433', 'http://0x7f.1', 'http://0177.0.0.1', 'http://0.0.0.0']],
	['RFC 1918', ['http://10.0.0.1', 'http://10.255.255.255', 'http://172.16.0.1', 'http://172.31.255.255', 'http://192.168.0.1', 'http://192.168.255.255', 'https://192.168.1.20:5678']],
	['a carrier\'s own network', ['http://100.64.0.1', 'http://100.100.7.9', 'http://100.127.255.255']],
	['link-local', ['http://169.254.1.1', 'http://169.254.169.254', 'http://[fe80::1]', 'http://[febf::1]']],
	['IPv6 loopback and none', ['http://[::1]:5678', 'http://[0:0:0:0:0:0:0:1]', 'http://[::]']],
	['IPv6 of one\'s own house', ['http://[fc00::1]', 'http://[fd12:3456:789a::1]']],
	['IPv4 in IPv6', ['http://[::ffff:127.0.0.1]', 'http://[::ffff:10.0.0.1]', 'http://[::ffff:c0a8:101]']],
	['localhost', ['http://localhost:5678', 'http://LOCALHOST', 'http://localhost.', 'http://n8n.localhost', 'http://localhost.localdomain.local']],
	['names of one\'s own house', ['http://n8n.local', 'http://N8N.Local.', 'http://nas.lan', 'http://n8n.internal', 'http://n8n.intranet', 'http://box.home', 'http://box.home.arpa', 'http://n8n.test', 'http://n8n.invalid']],
	['a single word', ['http://n8n', 'http://n8n:5678', 'http://server1']],
];

describe('X-09 which addresses recipients can reach', () => {
	test.each(PUBLIC)('X-09 %s is public', (origin) => expect(isPublic(origin)).toBe(true));

	test.each(PRIVATE.flatMap(([why, origins]) => origins.map((origin) => [origin, why] as const)))('X-09 %s is not: %s', (origin) => expect(isPublic(origin)).toBe(false));

	test('X-09 all of each private network, and nothing beyond it', () => {
		const address = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
		for (const [from, bits] of [[0x0a000000, 8], [0x7f000000, 8], [0x64400000, 10], [0xa9fe0000, 16], [0xac100000, 12], [0xc0a80000, 16]] as const) {
			const last = from + 2 ** (32 - bits) - 1;
			expect([from, from + 1, last - 1, last].map((each) => isPublic(`http://${address(each)}`))).toEqual([false, false, false, false]);
			expect([from - 1, last + 1].map((each) => [address(each), isPublic(`http://${address(each)}`)])).toEqual([from - 1, last + 1].map((each) => [address(each), true]));
		}
	});
});

describe('X-09 the Public Address a person gives', () => {
	test.each([
		['https://n8n.example.com', 'https://n8n.example.com'],
		['https://n8n.example.com/', 'https://n8n.example.com'],
		['https://N8N.Example.com:443/some/where?x=1#y', 'https://n8n.example.com'],
		['http://user:secret@example.com:8080', 'http://example.com:8080'],
	])('X-09 of %s links begin with %s', (given, origin) => expect(originOf(given)).toBe(origin));

	test.each(['n8n.example.com', 'ftp://example.com', 'javascript:alert(1)', 'mailto:me@example.com', 'https://', 'nonsense', '//example.com'])('X-09 %s is refused', (given) => {
		const refusal = () => originOf(given);
		expect(refusal).toThrow(EngineError);
		expect(refusal).toThrow('is no web address');
	});
});
