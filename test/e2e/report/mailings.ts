import type { MessageEvent } from '../../../engine/events/MessageEvent';
import { SqliteStore } from '../../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../../engine/store/Store';
import { Random } from '../../../tools/generator/Random';
import { applyAll } from '../../engine/reports/reportStore';
import { insertRow, insertRows, type Row } from '../../support/rows';
import { PAYLOADS } from '../payloads';
import type { StoreFile } from '../StoreFile';

export const CAMPAIGN = 'Winter offer 2026';

interface Reason {
	readonly reasonClass: 'address' | 'policy';
	readonly reason: string;
}

const SALESPEOPLE = ['Elena Sanz', 'Paolo Conti', 'Grace Whitfield', 'Marta Ruiz'] as const;
const LINKS = ['https://shop.example.com/winter/offer?utm_source=mail', 'https://shop.example.com/catalogue.pdf', 'https://shop.example.com/appointment', 'https://www.example.com/'] as const;
const REFUSED: readonly [Reason, ...Reason[]] = [{ reasonClass: 'address', reason: 'No email address' }, { reasonClass: 'address', reason: 'Malformed email address' }, { reasonClass: 'policy', reason: 'Opted out' }];
const SERVER = ['550 5.1.1 No such user here', '552 5.2.2 Mailbox full', '554 5.7.1 Refused by policy'] as const;
const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Contacts that nobody else writes to. */
const FIRST_RECIPIENT = 10_000_000;

/** Puts two campaigns with what came of them into the store, before n8n opens it: one as campaigns go, one of strangers' words. */
export async function prepareMailings({ location }: StoreFile): Promise<void> {
	const store = await SqliteStore.open(location);
	try {
		await ordinary(store, new Random(9));
		await hostile(store);
	} finally {
		await store.close();
	}
}

async function ordinary(store: Store, random: Random): Promise<void> {
	const users = await insertRows(store, 'crm_user', SALESPEOPLE.map((name) => ({ name })));
	const user = () => (random.chance(0.94) ? (users[random.integer(0, users.length - 1)] ?? null) : null);
	const campaignId = await insertRow(store, 'campaign', { name: CAMPAIGN });
	const waves = [{ daysAgo: 20, count: 860 }, { daysAgo: 13, count: 420 }, { daysAgo: 6, count: 180 }];
	const rows = waves.flatMap(({ daysAgo, count }) => Array.from({ length: count }, () => message(random, { campaignId, userId: user(), at: Date.now() - daysAgo * DAY - random.integer(0, 90) * 60_000 })));
	const ids = await insertRows(store, 'message', rows.map((row, index) => ({ ...row, recipient_id: FIRST_RECIPIENT + index, contact_id: FIRST_RECIPIENT + index })));
	const selected = rows.length + 24;
	await insertRow(store, 'process_run', {
		selection_id: 0, operation: 'messages', hash: 'of the test', state: 'done', started_at: Date.now() - 20 * DAY,
		parameters: JSON.stringify({ settings: { operation: 'messages' }, parameters: { campaignId, dateAt: null } }),
		counts: JSON.stringify({ selected, done: rows.length, skipped: { duplicate: 24 }, notSent: {} }),
	});
	const sent = ids.flatMap((id, index) => (typeof rows[index]?.sent_at === 'number' ? [{ id, at: rows[index].sent_at }] : []));
	const events = sent.flatMap(({ id, at }) => eventsOf(random, id, at));
	await store.run(applyAll, events);
	const clicked = [...new Set(events.filter(({ kind, machine }) => kind === 'clicked' && !machine).map(({ messageId }) => messageId))];
	const outcomes = clicked.map(() => (random.chance(0.55) ? 'open' : random.chance(0.6) ? 'positive' : 'negative'));
	const tasks = await insertRows(store, 'task', clicked.map((messageId, index) => ({ name: `Call ${index + 1}`, campaign_id: campaignId, message_id: messageId, assigned_user_id: user(), outcome: outcomes[index] ?? null })));
	const positive = tasks.filter((_, index) => outcomes[index] === 'positive');
	await insertRows(store, 'opportunity', positive.slice(0, 26).map((taskId, index) => ({ name: `Offer ${index + 1}`, campaign_id: campaignId, task_id: taskId, assigned_user_id: user(), stage: index % 3 === 0 ? 'Closed Won' : 'Proposal', amount: random.integer(8, 90) * 100 + 0.5 })));
}

interface Sent {
	readonly campaignId: number;
	readonly userId: number | null;
	/** UTC ms. */
	readonly at: number;
}

function message(random: Random, { campaignId, userId, at }: Sent): Row {
	const drawn = random.integer(1, 1_000);
	const common = { campaign_id: campaignId, assigned_user_id: userId, recipient_kind: 2, origin: 'logged', occurrence: '', channel: 'smtp', date_at: at, created_at: at };
	if (drawn <= 38) {
		const { reasonClass, reason } = random.pick(REFUSED);
		return { ...common, state: 'not_sent', reason_class: reasonClass, reason, sent_at: null };
	}
	if (drawn <= 47) return { ...common, state: 'failed', reason_class: 'server', reason: random.pick(SERVER), sent_at: null };
	if (drawn === 48) return { ...common, state: 'uncertain', reason_class: null, reason: 'The server\'s answer was lost', sent_at: null };
	return { ...common, state: 'sent', reason_class: null, reason: null, sent_at: at };
}

function eventsOf(random: Random, messageId: number, sentAt: number): MessageEvent[] {
	const later = () => Math.min(Date.now() - 1, Math.round(sentAt - Math.log(1 - random.next()) * 28 * HOUR));
	const event = (kind: MessageEvent['kind'], more: Partial<MessageEvent> = {}): MessageEvent => ({ messageId, kind, happenedAt: later(), link: null, bounce: null, machine: false, eventId: null, ...more });
	if (random.chance(0.016)) return [event('bounced', { bounce: 'hard', reason: '550 5.1.1 No such user here' })];
	const events = random.chance(0.18) ? [event('opened', { machine: true, happenedAt: sentAt + 2_000 })] : [];
	if (!random.chance(0.46)) return events;
	events.push(event('opened'));
	if (random.chance(0.3)) events.push(event('opened'));
	for (const link of LINKS) if (random.chance(0.09)) events.push(event('clicked', { link }));
	if (random.chance(0.01)) events.push(event('unsubscribed'));
	return events;
}

/** Each payload is a salesperson, a reason, a subject and a link of it; one names the campaign. */
async function hostile(store: Store): Promise<void> {
	const campaignId = await insertRow(store, 'campaign', { name: PAYLOADS[1] ?? '' });
	const users = await insertRows(store, 'crm_user', PAYLOADS.map((name) => ({ name })));
	const at = Date.now() - DAY;
	const common = (index: number) => ({ campaign_id: campaignId, assigned_user_id: users[index] ?? null, recipient_kind: 2, origin: 'logged', occurrence: '', channel: 'smtp', date_at: at, created_at: at });
	await insertRows(store, 'message', PAYLOADS.map((text, index) => ({ ...common(index), recipient_id: FIRST_RECIPIENT * 2 + index, state: 'failed', reason_class: 'server', reason: text, subject: text, sent_at: null })));
	const sent = await insertRows(store, 'message', PAYLOADS.map((text, index) => ({ ...common(index), recipient_id: FIRST_RECIPIENT * 3 + index, state: 'sent', reason_class: null, reason: null, subject: text, sent_at: at })));
	await store.run(applyAll, sent.flatMap((messageId, index): MessageEvent[] => [
		{ messageId, kind: 'clicked', happenedAt: at + HOUR, link: PAYLOADS[index] ?? null, bounce: null, machine: false, eventId: null },
		{ messageId, kind: 'bounced', happenedAt: at + 2 * HOUR, link: null, bounce: 'soft', machine: false, eventId: null, reason: PAYLOADS[index] ?? null },
	]));
}
