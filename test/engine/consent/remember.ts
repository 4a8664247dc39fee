import { rememberForgotten } from '../../../engine/consent/forgotten';
import { defineTransaction, type Steps } from '../../../engine/store/Transaction';

/** Remembers addresses as forgotten, without anything else of it. */
export const remember = defineTransaction(__filename, 'write', 'test.remember', function* (tx, addresses: readonly string[]): Steps<void> {
	yield* rememberForgotten(tx, addresses, 'request');
});
