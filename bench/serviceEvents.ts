import { sql } from 'kysely';

import { MESSAGE_ARGUMENT } from '../connectors/sendgrid/mailSendBody';
import { messageRef } from '../engine/delivery/messageRef';
import { signingKey } from '../engine/records/signingKey';
import { all, defineTransaction } from '../engine/store/Transaction';
import { type EventName, eventOf } from '../test/simulators/sendgrid/events';
import type { Json } from '../test/simulators/sendgrid/json';
import { arranged } from '../test/simulators/sendgrid/sendGridSimulator';

/** A message that was sent, as its service knows it. */
export interface SentMessage {
	readonly id: number;
	readonly address: string;
	/** What went out with it, and comes back in its events. */
	readonly ref: string;
}

/** The next sent messages of the store, beyond an id. */
export const sentMessages = defineTransaction(__filename, 'write', 'bench.sentMessages', function* (tx, input: { readonly after: number; readonly count: number }) {
	const key = yield* signingKey(tx, 'message-ref');
	const rows = yield* all(
		tx,
		sql<{ id: number; address: string }>`SELECT id, address_key AS address FROM message WHERE state = 'sent' AND id > ${input.after} ORDER BY id LIMIT ${input.count}`,
	);
	return rows.map((row): SentMessage => ({ ...row, ref: messageRef(row.id, key.secret) }));
});

/** In a hundred: what becomes of a mailing. */
const SHARES: readonly (readonly [EventName, number])[] = [
	['delivered', 60],
	['open', 27],
	['click', 8],
	['bounce', 2],
	['dropped', 1],
	['deferred', 1],
	['unsubscribe', 1],
];
const KINDS: readonly EventName[] = SHARES.flatMap(([name, share]) => Array.from({ length: share }, () => name));

/** Of no interest to us; a real event has as much. */
const MORE: Json = {
	sg_template_id: 'd-0123456789abcdef0123456789abcdef',
	sg_template_name: 'Offers of the month, version of spring',
	pool: { name: 'marketing', id: 210 },
	asm_group_id: 7,
	ip: '198.51.100.4',
};

/** One event for each message as SendGrid words it, about 600 bytes each, in no order. Each round's are new ones. */
export function eventsOf(messages: readonly SentMessage[], round: number): readonly Json[] {
	const timestamp = Math.floor(Date.now() / 1_000) - 60;
	const events = messages.map(({ address, ref }, index) => {
		const kind = KINDS[(index * 37 + round * 61) % KINDS.length] ?? 'delivered';
		const mail = {
			to: address,
			toName: null,
			from: 'news@example.com',
			replyTo: null,
			subject: '',
			text: null,
			html: null,
			headers: {},
			customArgs: { [MESSAGE_ARGUMENT]: ref },
			categories: ['Spring offers', 'Newsletter'],
			messageId: `mail${String(index).padStart(18, '0')}`,
			place: index % 1_000,
		};
		return eventOf(mail, kind, MORE, timestamp);
	});
	return arranged(events, { seed: round + 1 });
}
