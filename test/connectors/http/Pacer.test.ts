import { Pacer, type RateNotice } from '../../../connectors/http/Pacer';
import { leftReader, readRetryAfter } from '../../../connectors/http/rateNotice';
import { seededRandom } from '../../support/seededRandom';

describe('X-04 The pacer', () => {
	test('keeps several windows at once, however long calls take to arrive and to be answered', () => {
		for (let seed = 1; seed <= 20; seed++) {
			const random = seededRandom(seed);
			let now = 1_000_000;
			const pacer = new Pacer([{ most: 10, window: 1_000 }, { most: 100, window: 20_000 }], () => now);
			const arrived: number[] = [];
			let answers: number[] = [];
			const start = now;
			const passTo = (time: number): void => {
				for (const at of answers.filter((answer) => answer <= time).sort((a, b) => a - b)) {
					now = at;
					pacer.done(null);
				}
				answers = answers.filter((answer) => answer > time);
				now = time;
			};
			while (arrived.length < 400) {
				const wait = pacer.waitFor();
				if (wait === 0) {
					pacer.take();
					const there = now + Math.floor(random() * 90);
					arrived.push(there);
					answers.push(there + Math.floor(random() * 90));
				}
				passTo(now + (random() < 0.7 ? wait : wait + Math.floor(random() * 60)));
			}
			arrived.sort((a, b) => a - b);
			for (const [i, at] of arrived.entries()) {
				expect((arrived[i + 10] ?? Infinity) - at).toBeGreaterThanOrEqual(1_000);
				expect((arrived[i + 100] ?? Infinity) - at).toBeGreaterThanOrEqual(20_000);
			}
			// The slower window decides: 400 calls are four of them, and little more.
			expect(now - start).toBeLessThan(4.4 * 20_000);
		}
	});

	test('counts calls under way as not yet counted by the service', () => {
		const pacer = new Pacer([], () => 0);
		for (let i = 0; i < 3; i++) pacer.take();
		pacer.done({ kind: 'left', calls: 3, resetsAt: 5_000 });
		// Two are under way, so one is left.
		expect(pacer.waitFor()).toBe(0);
		pacer.take();
		expect(pacer.waitFor()).toBe(5_000);
	});

	test('answers that overtake each other do not give calls back; the next window does', () => {
		let now = 0;
		const pacer = new Pacer([], () => now);
		const say = (calls: number, resetsAt: number): void => {
			pacer.take();
			pacer.done({ kind: 'left', calls, resetsAt });
		};
		say(0, 9_000);
		say(7, 9_000);
		expect(pacer.waitFor()).toBe(9_000);
		now = 9_000;
		expect(pacer.waitFor()).toBe(0);
		say(7, 20_000);
		expect(pacer.waitFor()).toBe(0);
	});

	test('waits as long as it is told', () => {
		const pacer = new Pacer([], () => 100);
		pacer.take();
		pacer.done({ kind: 'wait', until: 700 });
		expect(pacer.waitFor()).toBe(600);
	});
});

describe('What answers say about the rate', () => {
	const now = Date.UTC(2026, 10, 21, 12, 0, 0);
	const sendGrid = leftReader('x-ratelimit-remaining', 'x-ratelimit-reset', 'epoch seconds');
	const brevo = leftReader('x-sib-ratelimit-remaining', 'x-sib-ratelimit-reset', 'seconds left');

	test.each<[string, RateNotice | null, RateNotice | null]>([
		['epoch seconds', sendGrid({ status: 200, headers: { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': String(now / 1000 + 30) } }, now), { kind: 'left', calls: 4, resetsAt: now + 30_000 }],
		['epoch seconds of a clock an hour ahead', sendGrid({ status: 200, headers: { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': String(now / 1000 + 3630), date: new Date(now + 3_600_000).toUTCString() } }, now), { kind: 'left', calls: 4, resetsAt: now + 30_000 }],
		['seconds left', brevo({ status: 200, headers: { 'x-sib-ratelimit-remaining': '0', 'x-sib-ratelimit-reset': '3600' } }, now), { kind: 'left', calls: 0, resetsAt: now + 3_600_000 }],
		['none', sendGrid({ status: 202, headers: {} }, now), null],
		['nonsense', sendGrid({ status: 200, headers: { 'x-ratelimit-remaining': 'many', 'x-ratelimit-reset': '-1' } }, now), null],
		['a 429 that claims calls are left', sendGrid({ status: 429, headers: { 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': String(now / 1000 + 30) } }, now), { kind: 'left', calls: 0, resetsAt: now + 30_000 }],
		['Retry-After in seconds', readRetryAfter({ status: 429, headers: { 'retry-after': '12' } }, now), { kind: 'wait', until: now + 12_000 }],
		['Retry-After as a date', readRetryAfter({ status: 503, headers: { 'retry-after': new Date(now + 60_000).toUTCString() } }, now), { kind: 'wait', until: now + 60_000 }],
		['Retry-After of a success', readRetryAfter({ status: 200, headers: { 'retry-after': '12' } }, now), null],
	])('%s', (_name, found, wanted) => {
		expect(found).toEqual(wanted);
	});
});
