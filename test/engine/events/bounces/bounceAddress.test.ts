import fc from 'fast-check';

import { messageIdOf, messageRef } from '../../../../engine/delivery/messageRef';
import { bounceAddress, refOfAddress, refOfMessageId } from '../../../../engine/events/bounces/bounceAddress';
import { normaliseAddress } from '../../../../engine/records/emailAddress';

describe('VM-18 return paths', () => {
	const key = 'a'.repeat(64);

	test('every message\'s return path is an address, and tells the message, in whatever capitals it comes back', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 53 - 1 }), fc.constantFrom('bounce@example.com', 'crm+bounces@mail.example.com', 'Bounces@EXAMPLE.com'), fc.boolean(), (id, base, shouting) => {
				const address = bounceAddress(base, messageRef(id, key));
				expect(normaliseAddress(address)).toBe(address);
				expect(messageIdOf(refOfAddress(shouting ? address.toUpperCase() : ` ${address} `) ?? '', key)).toBe(id);
			}),
		);
	});

	test.each(['', 'bounce', 'a b@example.com', `${'a'.repeat(40)}@example.com`])('"%s" can\'t be the base', (base) => {
		expect(() => bounceAddress(base, messageRef(2 ** 50, key))).toThrow('can\'t be the address for bounces');
	});

	test.each(['bounce@example.com', 'bounce+news@example.com', 'bounce+5-0123456789abcde@example.com', 'bounce+5-0123456789abcdef', '5-0123456789abcdef@example.com', 'bounce+5-0123456789abcdef@a@b'])('%s is nobody\'s return path', (address) => {
		expect(refOfAddress(address)).toBeNull();
	});

	test('a Message-ID of ours begins with the reference', () => {
		expect(refOfMessageId('<5-0123456789abcdef@example.com>')).toBe('5-0123456789abcdef');
		expect(refOfMessageId('<x5-0123456789abcdefx@example.com>')).toBeNull();
	});
});
