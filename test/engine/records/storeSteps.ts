import { kindCode, type Kind } from '../../../engine/records/kinds';
import { applyEvents } from '../../../engine/events/applyEvents';
import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { readSetting, writeSetting, type SettingValue } from '../../../engine/records/settings';
import { change, defineTransaction, first } from '../../../engine/store/Transaction';

/** In a file of its own: a store's thread loads it, and knows nothing of Jest. */
export const addMember = defineTransaction(__filename, 'write', 'test.addMember', function* (tx, input: { campaignId: number; kind: Kind; id: number }) {
	yield* change(
		tx,
		tx.db.insertInto('campaign_member').values({ campaign_id: input.campaignId, kind: kindCode(input.kind), record_id: input.id, status: 'Sent', status_f: 'sent', added_at: 0 }),
	);
});

export const setMessageState = defineTransaction(__filename, 'write', 'test.setMessageState', function* (tx, input: { id: number; state: string; reasonClass: string | null }) {
	yield* change(tx, tx.db.updateTable('message').set({ state: input.state, reason_class: input.reasonClass, sent_at: null }).where('id', '=', input.id));
});

/** All events in one transaction; answers the message's figures. */
export const applyMessageEvents = defineTransaction(__filename, 'write', 'test.applyMessageEvents', function* (tx, events: readonly MessageEvent[]) {
	yield* applyEvents(tx, events);
	const row = yield* first(tx, tx.db.selectFrom('message').selectAll().where('id', '=', events[0]?.messageId ?? 0));
	return { ...row, id: 0, updated_at: 0, created_at: 0, sent_at: 0, date_at: 0 };
});

export const getSetting = defineTransaction(__filename, 'read', 'test.getSetting', function* (tx, name: string) {
	return yield* readSetting(tx, name);
});

export const setSetting = defineTransaction(__filename, 'write', 'test.setSetting', function* (tx, input: { readonly name: string; readonly value: SettingValue }) {
	yield* writeSetting(tx, input.name, input.value);
});
