import fc from 'fast-check';
import type { OutgoingMail } from '../../../engine/delivery/MailChannel';
import { DEFAULT_SENDGRID_OPTIONS, mailSendBody } from '../../../connectors/sendgrid/mailSendBody';
import { planCalls } from '../../../connectors/sendgrid/planCalls';
import { BODY, mailOf, mailsOf } from './mails';

/** Sent a thousand at a time, as a delivery does. */
function callsFor(mails: readonly OutgoingMail[]): number {
	let calls = 0;
	for (let at = 0; at < mails.length; at += 1_000) calls += planCalls(mails.slice(at, at + 1_000)).length;
	return calls;
}

describe('VM-08 What a mailing costs in calls', () => {
	test('VM-08 100,000 recipients of a plain template cost at most 101 calls', () => {
		expect(callsFor(mailsOf(100_000))).toBeLessThanOrEqual(101);
	});

	test('mails not told as a body and values cost a call each', () => {
		const apart = { ...mailOf('x'), filled: null };
		// Told wrongly is not told: the rendered mail is what is sent.
		const wrong = { ...mailOf('y'), html: '<p>other words</p>' };
		expect(callsFor([...mailsOf(500), apart, wrong])).toBe(3);
	});

	test('values of more than 10,000 bytes cost a call of their own, in bytes and not in signs', () => {
		const emoji = '🎁'.repeat(2_400);
		expect(callsFor([mailOf('a'), mailOf('b'), mailOf('c', [emoji, 't'])])).toBe(1);
		expect(callsFor([mailOf('a'), mailOf('b'), mailOf('c', [`${emoji}${emoji}`, 't'])])).toBe(2);
	});

	test('senders, reply-to addresses and bodies are kept apart', () => {
		const other = { ...BODY, id: 'body-2' };
		const mails = [
			...mailsOf(10),
			...mailsOf(10, 'n').map((mail) => ({ ...mail, from: { name: 'Sales', address: 'other@shop.example' } })),
			...mailsOf(10, 'o').map((mail) => ({ ...mail, replyTo: null })),
			...Array.from({ length: 10 }, (_, i) => mailOf(`p${i}`, undefined, {}, other)),
		];
		const calls = planCalls(mails);
		expect(calls.map((call) => call.mails.length)).toEqual([10, 10, 10, 10]);
	});

	test('VM-18 mails of campaigns that let other things be followed go in calls of their own', () => {
		const calls = planCalls(([null, 'both', 'opens', 'clicks', 'none', 'none'] as const).map((tracking, i) => mailOf(`m${i}`, undefined, { tracking })));
		expect(calls.map((call) => mailSendBody(call, DEFAULT_SENDGRID_OPTIONS).tracking_settings)).toEqual(
			([[null, null], [true, true], [false, true], [true, false], [false, false]] as const).map(([clicks, opens]) => ({
				...(clicks === null ? {} : { click_tracking: { enable: clicks, enable_text: false }, open_tracking: { enable: opens } }),
				subscription_tracking: { enable: false },
			})),
		);
		expect(calls.map((call) => call.mails.length)).toEqual([1, 1, 1, 1, 2]);
	});

	test('two bodies that claim one id do not get each other’s words', () => {
		const impostor = { ...BODY, text: ['Other words for ', 0, 1] };
		const calls = planCalls([mailOf('a'), mailOf('b'), mailOf('c', undefined, {}, impostor)]);
		expect(calls).toHaveLength(2);
	});

	test('one address a thousand times is a thousand calls', () => {
		const mails = mailsOf(1_000).map((mail) => ({ ...mail, to: { name: null, address: 'one@people.example' } }));
		expect(callsFor(mails)).toBe(1_000);
	});

	test('VM-08 fixed words beside a gap never make a tag together with it', () => {
		// What follows the first gap would be a tag with its last sign, were a tag to end as it begins.
		const body = { ...BODY, html: [0, 'crm0g1- ', 0, 'crm0g1z ', 1, '-crm', 0, 'g1z'] };
		const mails = ['a', 'b'].map((ref) => mailOf(ref, undefined, {}, body));
		const [call] = planCalls(mails);
		for (const { mail, substitutions } of call?.mails ?? []) {
			for (const tags of [Object.entries(substitutions), Object.entries(substitutions).reverse()]) {
				expect(tags.reduce((filled, [tag, value]) => filled.replaceAll(tag, () => value), call?.html ?? '')).toBe(mail.html);
			}
		}
		expect(call?.mails).toHaveLength(2);
	});

	test('VM-08 every mail is in exactly one call, filled in with its own words, whatever they are', () => {
		const word = fc.oneof(fc.string(), fc.constantFrom('-crm0g', '-crm0g0z', 'crm0g1z', '-', 'z', '-crm1g0', '$&'));
		const mail = fc.record({ name: word, token: word, filled: fc.boolean(), address: fc.constantFrom('a@x.example', 'A@x.example', 'b@x.example', 'c@x.example') });
		fc.assert(
			fc.property(fc.array(mail, { maxLength: 12 }), fc.array(word, { minLength: 3, maxLength: 3 }), (rows, [one = '', two = '', three = '']) => {
				const body = { id: 'b', subject: [one, 0, two], html: [0, 1, three, 0], text: [one, 1, two, 0, three] };
				const mails: readonly OutgoingMail[] = rows.map(({ name, token, filled, address }, i) => {
					const made = mailOf(`m${i}`, [name, token], { to: { name: null, address } }, body);
					return filled ? made : { ...made, filled: null };
				});
				const seen = new Set<number>();
				for (const call of planCalls(mails)) {
					const addresses = call.mails.map((planned) => planned.mail.to.address.toLowerCase());
					expect(new Set(addresses).size).toBe(addresses.length);
					for (const { index, mail: planned, substitutions } of call.mails) {
						expect(seen.has(index)).toBe(false);
						seen.add(index);
						// One tag after the other, in any order: as little as SendGrid promises.
						for (const tags of [Object.entries(substitutions), Object.entries(substitutions).reverse()]) {
							const fill = (text: string): string => tags.reduce((filled, [tag, value]) => filled.replaceAll(tag, () => value), text);
							expect([fill(call.subject), fill(call.html), fill(call.text)]).toEqual([planned.subject, planned.html, planned.text]);
						}
					}
				}
				expect(seen.size).toBe(mails.length);
			}),
			{ numRuns: 300 },
		);
	});
});
