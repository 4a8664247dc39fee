import fc from 'fast-check';

import { messageIdOf, messageRef } from '../../../engine/delivery/messageRef';

describe('message references', () => {
	const key = 'a'.repeat(64);

	test('every id comes back from its own reference, and from none made with another key', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (id) => {
				expect(messageIdOf(messageRef(id, key), key)).toBe(id);
				expect(messageIdOf(messageRef(id, `${key}b`), key)).toBeNull();
			}),
		);
	});

	test('10,000 tampered references: 0 accepted', () => {
		const signs = '0123456789abcdefghijklmnopqrstuvwxyzABC-_ \n';
		let accepted = 0;
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(), fc.constantFrom(...signs), fc.constantFrom('replace', 'insert', 'remove', 'cut', 'append'), (id, place, sign, how) => {
				const ref = messageRef(id, key);
				const at = place % ref.length;
				const tampered = {
					replace: ref.slice(0, at) + sign + ref.slice(at + 1),
					insert: ref.slice(0, at) + sign + ref.slice(at),
					remove: ref.slice(0, at) + ref.slice(at + 1),
					cut: ref.slice(0, at),
					append: ref + sign,
				}[how];
				if (tampered !== ref && messageIdOf(tampered, key) !== null) accepted++;
			}),
			{ numRuns: 10_000, seed: 11 },
		);
		expect(accepted).toBe(0);
		expect(messageIdOf(`0${messageRef(5, key)}`, key)).toBeNull();
	});
});
