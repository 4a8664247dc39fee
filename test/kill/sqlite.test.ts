import { killSuite } from './killSuite';

describe('X-03 work killed again and again (SQLite)', () => {
	killSuite('sqlite', new Set(['tasks', 'messages', 'import', 'selection', 'job', 'delivery', 'events']), 20);
});
