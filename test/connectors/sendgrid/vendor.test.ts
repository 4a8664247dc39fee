import { EventWebhook } from '@sendgrid/eventwebhook';
import Mail, { type MailJSON } from '@sendgrid/helpers/classes/mail';
import { mailSendBody, type MailSendJson } from '../../../connectors/sendgrid/mailSendBody';
import { planCalls } from '../../../connectors/sendgrid/planCalls';
import { judgeMailSend } from '../../simulators/sendgrid/judgeMailSend';
import { eventPost, makeSigningKeys } from '../../simulators/sendgrid/SignedPosts';
import { mailOf, mailsOf } from './mails';

const OPTIONS = { groupId: 7, ipPool: 'news', categories: ['spring', 'offer'], sandbox: true };
const ACCOUNT = { groups: [7], ipPools: ['news'] };

/** The body, as far as SendGrid's own types go: assigned, not cast. */
function asTyped(body: MailSendJson): MailJSON {
	return {
		...body,
		content: [...body.content],
		categories: [...(body.categories ?? [])],
		headers: undefined,
		personalizations: body.personalizations.map(({ to, ...rest }) => ({ ...rest, to: to.map(({ email, name = '' }) => ({ email, name })) })),
		from: { name: '', ...body.from },
		reply_to: body.reply_to === undefined ? undefined : { name: '', ...body.reply_to },
	};
}

describe('VM-08 Against SendGrid’s own library', () => {
	const [call] = planCalls([...mailsOf(5), mailOf('plain', undefined, { to: { name: null, address: 'plain@people.example' } })].map((mail) => ({ ...mail, tracking: 'opens' })));

	test('a call is what the library makes of the same data, to the last field', () => {
		if (call === undefined) throw new Error('no call planned');
		const body = mailSendBody(call, OPTIONS);
		expect(asTyped(body).personalizations).toHaveLength(6);
		const mail = Mail.create({
			from: { ...body.from, name: body.from.name ?? '' },
			replyTo: body.reply_to?.email,
			subject: body.subject,
			content: [...body.content],
			categories: [...OPTIONS.categories],
			asm: { groupId: 7 },
			ipPoolName: 'news',
			mailSettings: { sandboxMode: { enable: true } },
			trackingSettings: { clickTracking: { enable: false, enableText: false }, openTracking: { enable: true }, subscriptionTracking: { enable: false } },
			substitutionWrappers: ['', ''],
			personalizations: body.personalizations.map((one) => ({
				to: one.to.map(({ email, name }) => (name === undefined ? email : { email, name })),
				customArgs: { ...one.custom_args },
				headers: { ...one.headers },
				substitutions: { ...one.substitutions },
			})),
		});
		expect(body).toEqual(JSON.parse(JSON.stringify(mail.toJSON())));
	});

	test('the simulator accepts what the library makes, and finds faults it is given', () => {
		const good = Mail.create({ to: 'a@x.example', from: 'b@x.example', subject: 's', text: 't', html: '<p>h</p>', substitutions: { name: 'Ada' } }).toJSON();
		const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
		expect(judgeMailSend(json(good), ACCOUNT)).toEqual([]);
		const faults: ReadonlyArray<readonly [object, string]> = [
			[{ subject: '' }, 'subject'],
			[{ content: [] }, 'content'],
			[{ content: [{ type: 'text/html', value: 'h' }, { type: 'text/plain', value: 't' }] }, 'content.1.type'],
			[{ asm: { group_id: 8 } }, 'asm.group_id'],
			[{ from: { email: 'nobody' } }, 'from.email'],
			[{ categories: Array.from({ length: 11 }, (_, i) => `c${i}`) }, 'categories'],
			[{ personalizations: [{ to: [{ email: 'a@x.example', name: 'a, b' }] }] }, 'personalizations.0.to.0.name'],
			[{ personalizations: [{ to: [{ email: 'a@x.example' }] }, { to: [{ email: 'A@x.example' }] }] }, 'personalizations'],
			[{ personalizations: Array.from({ length: 1001 }, (_, i) => ({ to: [{ email: `a${i}@x.example` }] })) }, 'personalizations'],
			[{ personalizations: [{ to: [{ email: 'a@x.example' }], substitutions: { t: 'x'.repeat(10_000) } }] }, 'personalizations.0.substitutions'],
			[{ personalizations: [{ to: [{ email: 'a@x.example' }], headers: { Subject: 'x' } }] }, 'personalizations.0.headers.Subject'],
			[{ customArgs: {} }, 'customArgs'],
		];
		for (const [change, field] of faults) {
			expect(judgeMailSend({ ...good, ...change }, ACCOUNT).map((error) => error.field)).toEqual([field]);
		}
	});

	test('the simulator signs as SendGrid’s verifier wants it', () => {
		const keys = makeSigningKeys();
		const official = new EventWebhook();
		const key = official.convertPublicKeyToECDSA(keys.publicKey);
		for (let i = 0; i < 10; i++) {
			const { body, headers } = eventPost([{ event: 'open', n: i, word: 'é' }], keys);
			const signature = headers['X-Twilio-Email-Event-Webhook-Signature'] ?? '';
			const timestamp = headers['X-Twilio-Email-Event-Webhook-Timestamp'] ?? '';
			expect(official.verifySignature(key, body, signature, timestamp)).toBe(true);
			expect(official.verifySignature(key, body.toString('utf8').trim(), signature, timestamp)).toBe(false);
		}
	});
});
