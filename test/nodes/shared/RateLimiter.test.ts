import { RateLimiter } from '../../../nodes/shared/RateLimiter';

describe('X-09 so many in a window', () => {
	let now: number;
	const limiter = (mostKeys?: number) => {
		now = 1_000_000;
		return new RateLimiter(3, 60_000, mostKeys, () => now);
	};
	const tries = (one: RateLimiter, key: string, count: number) => Array.from({ length: count }, () => one.allows(key));

	test('X-09 the limit is reached by the one who goes beyond it, and by nobody else', () => {
		const one = limiter();
		expect(tries(one, 'a', 5)).toEqual([true, true, true, false, false]);
		expect(tries(one, 'b', 4)).toEqual([true, true, true, false]);
	});

	test('X-09 a window later it begins anew, and not a moment before', () => {
		const one = limiter();
		tries(one, 'a', 4);
		now += 59_999;
		expect(one.allows('a')).toBe(false);
		now += 1;
		expect(tries(one, 'a', 4)).toEqual([true, true, true, false]);
	});

	test('X-09 a refused try lengthens nothing', () => {
		const one = limiter();
		for (let second = 0; second < 60; second++, now += 1_000) one.allows('a');
		expect(one.allows('a')).toBe(true);
	});

	test('X-09 a hundred thousand keys take no more memory than the most that are remembered', () => {
		const one = limiter(100);
		const remembered = () => (Reflect.get(one, 'counts') as ReadonlyMap<string, number>).size;
		for (let key = 0; key < 100_000; key++) {
			one.allows(`key ${key}`);
			if (remembered() > 100) throw new Error(`${remembered()} keys are remembered.`);
		}
		expect(remembered()).toBeGreaterThan(0);
	});
});
