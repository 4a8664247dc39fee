import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Expression } from 'n8n-workflow';

import { createHost, itemsOf } from '.';
import { splitByAge } from './workflows';

test('the same workflow runs on the expression engine of n8n\'s server', async () => {
	const userFolder = mkdtempSync(join(tmpdir(), 'harness-vm-'));
	const host = await createHost({ userFolder, expressionEngine: 'vm' });
	try {
		expect(Expression.getActiveImplementation()).toBe('vm');
		const result = await host.run(splitByAge, { inputItems: itemsOf({ name: 'Ada', age: 36 }, { name: 'Bo', age: 7 }) });
		expect(result.expect('success').json('Greet')).toEqual([{ name: 'Ada', age: 36, greeting: 'Hello Ada' }]);
	} finally {
		await host.close();
		rmSync(userFolder, { recursive: true });
	}
});
