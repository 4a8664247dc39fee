import fc from 'fast-check';

import { Pace } from '../../../engine/delivery/Pace';

/** The most that went in any window of this length. */
function mostIn(times: readonly number[], length: number): number {
	let most = 0;
	for (let from = 0, to = 0; to < times.length; to++) {
		while ((times[to] ?? 0) - (times[from] ?? 0) >= length) from++;
		most = Math.max(most, to - from + 1);
	}
	return most;
}

describe('pace', () => {
	test('the rate holds in every second, whatever the pauses in between', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 300 }), fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 1, max: 50 })), { maxLength: 200 }), (rate, steps) => {
				let now = 0;
				const pace = new Pace(rate, () => now);
				const times: number[] = [];
				for (const [pause, wanted] of steps) {
					now += pause;
					const count = Math.min(wanted, pace.allowed());
					pace.take(count);
					for (let index = 0; index < count; index++) times.push(now);
				}
				expect(mostIn(times, 1_000)).toBeLessThanOrEqual(rate);
			}),
		);
	});

	test.each([[0.5], [1], [1.5], [10], [25], [200]])('at %d a second it keeps up with the rate, and tells how long to wait', (rate) => {
		let now = 0;
		const pace = new Pace(rate, () => now);
		const times: number[] = [];
		while (now < 20_000) {
			const wait = pace.waitFor();
			if (wait !== null) {
				expect(wait).toBeGreaterThan(0);
				now += wait;
			}
			expect(pace.allowed()).toBeGreaterThanOrEqual(1);
			pace.take(1);
			times.push(now);
		}
		expect(times.length).toBeGreaterThanOrEqual(20 * rate * 0.95);
		expect(times.length).toBeLessThanOrEqual(20 * rate + rate + 1);
	});

	test('without a rate nothing waits', () => {
		const pace = new Pace(null);
		pace.take(1_000_000);
		expect(pace.allowed()).toBe(Infinity);
		expect(pace.waitFor()).toBeNull();
	});
});
