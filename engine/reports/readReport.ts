import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import { tally } from '../store/tally';
import type { CampaignReport, ReportScope } from './CampaignReport';
import { dayKeys, dayRows } from './days';
import { Deliveries } from './Deliveries';
import { fateOf } from './fate';
import { topLinks } from './links';
import { zoneOffsets } from './localDays';
import { countsOf } from './messageCounts';
import { ratesOf } from './rates';
import { REASON_KEY, reasonRows } from './reasons';
import { reportedMessages, tallyRows } from './reportedMessages';
import { campaignRows, figuresOf, salespersonRows, type MessageRow } from './reportRows';
import { readSelected } from './selected';
import { readWork } from './work';

/** A message's date may lie ahead, in ms. */
const AHEAD = 400 * 86_400_000;

/**
 * what came of campaigns, from whom they were for to what was won. Read as of one moment; messages are read
 * once, whatever their number (a second or so for a million on SQLite).
 * @throws EngineError for a campaign that is gone, or a time zone that isn't known
 */
export const readReport = defineTransaction(__filename, 'read', 'reports.read', function* (tx, scope: ReportScope): Steps<CampaignReport> {
	const asked = yield* namesOf(tx, 'campaign', scope.campaignIds ?? []);
	const gone = scope.campaignIds?.find((id) => !asked.has(id));
	if (gone !== undefined) throw new EngineError('not-found', `There is no campaign ${gone}.`, 'Choose a campaign from the list.');

	const messages = yield* reportedMessages(tx, scope);
	const days = dayKeys(zoneOffsets(scope.timeZone, tx.now + AHEAD));
	const [fates = [], reasons = [], sent = [], delivered = [], opened = [], clicked = [], bounced = [], unsubscribed = [], assumed = []] = yield* tally(tx, tallyRows(tx, messages), [
		[sql.ref('m.campaign_id'), sql.ref('m.channel'), sql.ref('m.assigned_user_id'), sql.ref('m.fate')],
		REASON_KEY,
		days.sent,
		days.delivered,
		days.opened,
		days.clicked,
		days.bounced,
		days.unsubscribed,
		days.assumed,
	]);
	const links = yield* topLinks(tx, messages, scope.links);
	const selected = yield* readSelected(tx, scope);
	const work = yield* readWork(tx, scope);

	const deliveries = Deliveries.of(fates);
	const rows = fates.map(({ key: [campaignId = null, channel = null, userId, fate], count }): MessageRow => ({
		campaignId: Number(campaignId),
		userId: typeof userId === 'number' ? userId : null,
		counts: countsOf(fateOf(Number(fate)), count, deliveries.areReported(campaignId, channel)),
	}));
	const figures = figuresOf(rows, work, [...selected.values()]);
	return {
		scope,
		madeAt: tx.now,
		figures,
		rates: ratesOf(figures),
		delivery: deliveries.basis,
		campaigns: campaignRows(yield* campaignNames(tx, asked, [...[...rows, ...work].map(({ campaignId }) => campaignId), ...selected.keys()]), rows, work, selected),
		days: dayRows({ sent, delivered: [...delivered, ...deliveries.assumed(assumed)], opened, clicked, bounced, unsubscribed }),
		salespeople: salespersonRows(yield* namesOf(tx, 'crm_user', [...rows, ...work].flatMap(({ userId }) => userId ?? [])), rows, work),
		links,
		reasons: reasonRows(reasons),
	};
});

/** Those that were asked for, and those that have anything to tell, whether they are still there or not. */
function* campaignNames(tx: Tx, asked: ReadonlyMap<number, string | null>, found: readonly number[]): Steps<ReadonlyMap<number, string | null>> {
	const known = yield* namesOf(tx, 'campaign', found);
	return new Map([...asked, ...found.map((id) => [id, known.get(id) ?? null] as const)]);
}

function* namesOf(tx: Tx, table: 'campaign' | 'crm_user', ids: readonly number[]): Steps<ReadonlyMap<number, string | null>> {
	if (ids.length === 0) return new Map();
	const rows = yield* all(tx, sql<{ id: number; name: string | null }>`SELECT id, name FROM ${sql.table(table)} WHERE ${tx.dialect.inNumbers(sql.ref('id'), [...new Set(ids)])} ORDER BY id`);
	return new Map(rows.map(({ id, name }) => [id, name]));
}

