import { killSuite } from './killSuite';

// 12 kills of each, not 20 as over SQLite: 20 took 84 and 90 s on two cores that had much else to do (load 15), and the
// file is to stay under a minute there too. On a quiet machine there may be room for 20.
describe('X-03 work killed again and again (PostgreSQL)', () => {
	killSuite('postgres', new Set(['tasks', 'messages', 'import', 'selection', 'delivery']), 12);
});
