import type { SqlValue } from '../../../engine/store/Transaction';
import { insertRows } from '../../support/rows';
import { seededRandom } from '../../support/seededRandom';
import { describeStores } from '../../support/stores';
import { tallyMessages, tallyNothing } from './tallySteps';

describeStores('counting rows by several keys at once', (newStore) => {
	test('says what a GROUP BY for each would say, NULL and any text among the parts', async () => {
		const store = await newStore();
		const random = seededRandom(11);
		const pick = <One>(from: readonly One[]): One => from[Math.floor(random() * from.length)] as One;
		const messages = Array.from({ length: 500 }, () => ({
			campaign_id: pick([0, 1, 2, 300_000]),
			channel: pick([null, 'smtp', '']),
			reason: pick([null, 'a\tb\nc', 'null', '1', '\u{1F600} "x"']),
			state: pick(['sent', 'failed']),
			assigned_user_id: pick([null, 1, 2]),
			recipient_kind: 2,
			recipient_id: 1,
			origin: 'logged',
			occurrence: '',
		}));
		await insertRows(store, 'message', messages);
		const among = messages.filter(({ campaign_id }) => campaign_id > 0);
		const grouped = (keyOf: (message: (typeof messages)[number]) => SqlValue[]) => {
			const found = new Map<string, number>();
			for (const message of among) {
				const key = keyOf(message);
				if (key[0] !== null) found.set(JSON.stringify(key), (found.get(JSON.stringify(key)) ?? 0) + 1);
			}
			return found;
		};
		const told = (await store.run(tallyMessages, null)).map((list) => new Map(list.map(({ key, count }) => [JSON.stringify(key), count])));
		expect(told).toEqual([
			grouped(({ campaign_id }) => [campaign_id]),
			grouped(({ campaign_id, channel, reason }) => [campaign_id, channel, reason]),
			grouped(({ state, assigned_user_id }) => (state === 'sent' ? [state, assigned_user_id] : [null])),
			grouped(({ state, campaign_id, channel, assigned_user_id }) => [state, campaign_id, channel, assigned_user_id]),
		]);
	});

	test('of no rows there is nothing, by the writer too', async () => {
		expect(await (await newStore()).run(tallyNothing, null)).toEqual([[], []]);
	});
});
