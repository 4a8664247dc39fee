import { killSuite } from './killSuite';

// 12 kills of each, not 20 as over SQLite: on two cores that had much else to do (load 8 to 15) 20 took 84 and 90 s, and
// 12 beside the SQLite file 72 s. The file is to take about a minute; on a quiet machine there may be room for 20.
describe('X-03 work killed again and again (PostgreSQL)', () => {
	killSuite('postgres', new Set(['tasks', 'messages', 'import', 'selection', 'job', 'delivery', 'events']), 12);
});
