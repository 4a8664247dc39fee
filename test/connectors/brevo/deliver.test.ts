import { createBrevoChannel } from '../../../connectors/brevo/BrevoChannel';
import { readBrevoEvents } from '../../../connectors/brevo/events/readBrevoEvents';
import { checkConsent } from '../../../engine/consent/checkConsent';
import { deliver, type DeliverOptions } from '../../../engine/delivery/deliver';
import { WITHOUT_LINKS } from '../../../engine/delivery/DeliveryLinks';
import { keyed } from '../../../engine/events/intake';
import { putDown, takeUpEvents } from '../../../engine/events/takeUpEvents';
import type { Store } from '../../../engine/store/Store';
import type { SendBehaviour } from '../../simulators/brevo/brevoRules';
import { repeated, transactionalPayload } from '../../simulators/brevo/brevoPayloads';
import { CampaignWorld } from '../../support/campaignWorld';
import { query } from '../../support/rows';
import { seededRandom } from '../../support/seededRandom';
import { sqlitePlace } from '../../support/stores';
import { NO_LIMITS, settingsFor, startBrevo, stopAll } from './world';

const place = sqlitePlace();
let store: Store;
let world: CampaignWorld;

beforeEach(async () => {
	store = await place.newStore();
	world = await CampaignWorld.in(store);
});
afterEach(stopAll);
afterAll(() => place.clear());

const options = (): DeliverOptions => ({ campaignId: world.campaignId, from: { name: null, address: 'shop@example.com', replyTo: null }, links: WITHOUT_LINKS, rate: null, maxMessages: null, maxTime: null });

const AT = 1_763_700_000;

test('VM-08 the queue goes out a thousand a call; X-03 lost answers on the way mail nobody twice and leave nothing open', async () => {
	const keys = new Set<string>();
	// The first answer to each call is lost; two calls are on their way at a time.
	const onSend = (_call: number, body: Readonly<Record<string, unknown>>): SendBehaviour => {
		const known = keys.size;
		return keys.add(JSON.stringify(body['headers'])).size === known ? { kind: 'accept' } : { kind: 'accept and cut' };
	};
	const simulator = await startBrevo({ ...NO_LIMITS, onSend });
	await world.queue(await world.contacts(5_000));
	const result = await deliver(store, createBrevoChannel(settingsFor(simulator)), options());
	expect(result).toMatchObject({ sent: 5_000, failed: 0, uncertain: 0, notSent: 0 });
	expect(simulator.state.mails).toHaveLength(5_000);
	expect(Math.max(...simulator.state.byAddress().values())).toBe(1);
	expect(keys.size).toBeLessThanOrEqual(6);
	expect(simulator.state.sends).toBe(2 * keys.size);
});

test('VM-18 what Brevo reports reaches the messages and consent, once, however often and in whatever order it is posted', async () => {
	const simulator = await startBrevo(NO_LIMITS);
	await world.queue(await world.contacts(30));
	await deliver(store, createBrevoChannel(settingsFor(simulator)), options());
	const { mails } = simulator.state;
	const posts = mails.flatMap((mail, n) => [
		transactionalPayload(mail, 'delivered', AT),
		...(n < 20 ? [transactionalPayload(mail, 'unique_opened', AT + 60), transactionalPayload(mail, 'opened', AT + 60), transactionalPayload(mail, 'proxy_open', AT + 1)] : []),
		...(n < 10 ? [transactionalPayload(mail, 'click', AT + 61)] : []),
		...(n === 3 ? [transactionalPayload(mail, 'unsubscribed', AT + 90)] : []),
		...(n === 29 ? [transactionalPayload(mail, 'hard_bounce', AT + 5)] : []),
	]);
	const all = repeated(posts, 46, seededRandom(1));
	for (let at = 0; at < all.length; at += 500) await putDown(store, keyed(readBrevoEvents(all.slice(at, at + 500))));
	const counts = await takeUpEvents(store);
	expect(counts).toMatchObject({ held: 0, foreign: 0, unknown: 0, unreadable: 0 });
	const rows = await query(store, `SELECT address_key, open_count, click_count FROM message WHERE campaign_id = ${world.campaignId}`);
	const place = new Map(mails.map((mail, n) => [mail.to, n]));
	for (const row of rows) {
		const n = place.get(String(row.address_key)) ?? -1;
		expect([row.address_key, Number(row.open_count), Number(row.click_count)]).toEqual([row.address_key, n < 20 ? 1 : 0, n < 10 ? 1 : 0]);
	}
	const ask = (n: number) => ({ address: mails[n]?.to ?? '', record: null });
	const may = await store.run(checkConsent, { questions: [ask(3), ask(4)], campaignId: null });
	expect(may.map((answer) => answer.mayBeEmailed)).toEqual([false, true]);
});
