import { describeStores } from '../../support/stores';
import { getSetting, setSetting } from './storeSteps';

describeStores('settings', (newStore) => {
	test('a setting holds what was put there, until it is forgotten', async () => {
		const store = await newStore();
		expect(await store.run(getSetting, 'publicAddress')).toBeNull();
		await store.run(setSetting, { name: 'publicAddress', value: { origin: 'https://example.com', ports: [1, 2] } });
		expect(await store.run(getSetting, 'publicAddress')).toEqual({ origin: 'https://example.com', ports: [1, 2] });
		await store.run(setSetting, { name: 'publicAddress', value: 'x' });
		expect(await store.run(getSetting, 'publicAddress')).toBe('x');
		await store.run(setSetting, { name: 'publicAddress', value: null });
		expect(await store.run(getSetting, 'publicAddress')).toBeNull();
		await expect(store.run(setSetting, { name: '../x', value: 1 })).rejects.toThrow('can\'t be a setting\'s name');
	});
});
