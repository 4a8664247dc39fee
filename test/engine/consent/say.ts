import type { ConsentEntry } from '../../../engine/consent/ConsentEntry';
import { recordLift, recordNo, recordNoes } from '../../../engine/consent/recordConsent';
import { defineTransaction, type Steps } from '../../../engine/store/Transaction';

export interface Said {
	readonly how: 'no' | 'lift' | 'noes';
	readonly entries: readonly ConsentEntry[];
}

/** Says something about somebody, by each of the ways there are. */
export const say = defineTransaction(__filename, 'write', 'test.say', function* (tx, input: Said): Steps<number> {
	if (input.how === 'noes') return yield* recordNoes(tx, input.entries);
	for (const entry of input.entries) {
		if (input.how === 'no') yield* recordNo(tx, entry);
		else yield* recordLift(tx, entry);
	}
	return 0;
});
