import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isOlderThan, n8nVersion } from '../../../nodes/shared/n8nVersion';

describe('the n8n that runs a node', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'crm-n8n-'));
		mkdirSync(join(folder, 'bin'));
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	const program = () => join(folder, 'bin', 'n8n');

	test('is told by the package that its program lies in', () => {
		writeFileSync(join(folder, 'package.json'), '{"name":"n8n","version":"2.38.2"}');
		expect(n8nVersion(program())).toBe('2.38.2');
	});

	test.each(['{"name":"another","version":"1.0.0"}', 'no JSON'])('is not told by %s', (text) => {
		writeFileSync(join(folder, 'package.json'), text);
		expect(n8nVersion(program())).toBeNull();
	});

	test.each([['2.38.2', true], ['2.39.0', false], ['2.40.7', false], ['3.0.0', false], ['1.120.4', true]] as const)('%s is older than 2.39: %s', (version, older) => {
		expect(isOlderThan(version, 2, 39)).toBe(older);
	});
});
