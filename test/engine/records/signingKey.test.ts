import { readUnsubscribeToken, unsubscribeToken } from '../../../engine/consent/unsubscribeToken';
import { keyLookup, rotateSigningKey } from '../../../engine/records/signingKey';
import { describeStores } from '../../support/stores';
import { allKeys, currentKey } from './keySteps';

describeStores('signing keys', (newStore) => {
	test('a purpose has one key in use, made once and its own', async () => {
		const store = await newStore();
		const key = await store.run(currentKey, 'unsubscribe');
		expect(key.secret).toMatch(/^[0-9a-f]{64}$/);
		expect(await store.run(currentKey, 'unsubscribe')).toEqual(key);
		expect((await store.run(currentKey, 'message-ref')).secret).not.toBe(key.secret);
		expect(await store.run(allKeys, 'unsubscribe')).toEqual([key]);
		expect(await store.run(allKeys, 'never used')).toEqual([]);
	});

	test('VM-20 after a rotation the new key signs, and links of the old ones go on working', async () => {
		const store = await newStore();
		const first = await store.run(currentKey, 'unsubscribe');
		const other = await store.run(currentKey, 'message-ref');
		const issuedAt = Date.now();
		const token = unsubscribeToken({ messageId: 12, issuedAt }, first);

		const second = await store.run(rotateSigningKey, { purpose: 'unsubscribe' });
		const third = await store.run(rotateSigningKey, { purpose: 'unsubscribe' });
		const inUse = await store.run(currentKey, 'unsubscribe');
		expect(inUse.id).toBe(third.id);
		expect(inUse.secret).not.toBe(first.secret);

		const kept = await store.run(allKeys, 'unsubscribe');
		expect(kept.map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
		expect(kept[0]).toEqual(first);
		expect(readUnsubscribeToken(token, keyLookup(kept), issuedAt)).toBe(12);
		expect(readUnsubscribeToken(token, keyLookup([inUse]), issuedAt)).toBeNull();
		expect(await store.run(currentKey, 'message-ref')).toEqual(other);
	});

	test('a rotation before the first key makes one', async () => {
		const store = await newStore();
		const { id } = await store.run(rotateSigningKey, { purpose: 'unsubscribe' });
		expect((await store.run(currentKey, 'unsubscribe')).id).toBe(id);
	});

	test('rotations at the same time lose no key and leave one that everybody takes', async () => {
		const store = await newStore();
		const first = await store.run(currentKey, 'unsubscribe');
		await Promise.all([1, 2, 3, 4].map(() => store.run(rotateSigningKey, { purpose: 'unsubscribe' })));
		const kept = await store.run(allKeys, 'unsubscribe');
		expect(kept).toHaveLength(5);
		expect(new Set(kept.map(({ secret }) => secret)).size).toBe(5);
		const inUse = await Promise.all([1, 2, 3].map(() => store.run(currentKey, 'unsubscribe')));
		expect(new Set(inUse.map(({ id }) => id)).size).toBe(1);
		expect(inUse[0]?.id).not.toBe(first.id);
	});
});
