import fc from 'fast-check';

import type { ConsentSource } from '../../../engine/consent/ConsentEntry';
import { standingNoes, type Deciding } from '../../../engine/consent/standingNoes';

const SOURCES: ConsentSource[] = ['user', 'import', 'recipient', 'complaint', 'bounce', 'crm', 'service'];

const deciding = fc.record<Deciding>({
	scope: fc.constantFrom('all', 'campaign'),
	scopeRef: fc.constantFrom('', '1'),
	source: fc.constantFrom(...SOURCES),
	decision: fc.constantFrom('no', 'lift'),
	happenedAt: fc.integer({ min: 0, max: 6 }),
});

const shown = (entries: readonly Deciding[]) => standingNoes(entries).map((no) => JSON.stringify(no)).sort();

describe('which noes stand', () => {
	test('does not depend on the order in which things become known', () => {
		fc.assert(fc.property(fc.array(deciding), fc.array(fc.nat()), (entries, keys) => {
			const shuffled = entries.map((entry, index) => ({ entry, key: keys[index] ?? 0 })).sort((a, b) => a.key - b.key).map(({ entry }) => entry);
			expect(shown(shuffled)).toEqual(shown(entries));
		}));
	});

	test('a source\'s no stands as its own last word and that of people say, whatever others say; ties go to no', () => {
		fc.assert(fc.property(fc.array(deciding), (entries) => {
			for (const source of SOURCES) {
				const relevant = entries.filter((entry) => entry.scope === 'all' && entry.scopeRef === '');
				const lastNo = Math.max(-1, ...relevant.filter((entry) => entry.decision === 'no' && entry.source === source).map((entry) => entry.happenedAt));
				const lastLift = Math.max(-1, ...relevant.filter((entry) => entry.decision === 'lift' && (entry.source === source || entry.source === 'user')).map((entry) => entry.happenedAt));
				const stands = standingNoes(entries).some((no) => no.scope === 'all' && no.scopeRef === '' && no.source === source);
				expect(stands).toBe(lastNo >= 0 && lastNo >= lastLift);
			}
		}));
	});
});
