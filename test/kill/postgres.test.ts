import { killSuite } from './killSuite';

describe('X-03 work killed again and again (PostgreSQL)', () => {
	killSuite('postgres', new Set(['tasks', 'delivery']), 10);
});
