import { sql, type RawBuilder } from 'kysely';

import { candidates, type Mailing, type Verdict } from '../messages/candidates';
import { judge, JUDGED } from '../messages/judge';
import { NOT_SENT_REASONS, reasonClass, reasonWords, type NotSentReason } from '../messages/NotSentReason';
import { memberRows } from '../selections/recipients';
import { fold, foldOrNull } from '../store/fold';
import { all, change, type Steps, type Tx } from '../store/Transaction';
import { madeName } from './naming';
import type { Batch } from './Batch';
import type { MessageSettings, ProcessCounts, SkipReason } from './ProcessRun';

/**
 * VM-08, VM-12: a message for each recipient in the window; who can't be mailed gets one that is not sent, with its
 * reason, and who could not be mailed by an earlier run and now can is queued.
 */
export function* createMessages(tx: Tx, settings: MessageSettings, batch: Batch): Steps<ProcessCounts> {
	const { campaignId } = batch.parameters;
	if (campaignId === null || batch.templateVersionId === null) throw new Error('Messages were begun without a campaign or a template.');
	if (tx.dialect.name === 'postgres') {
		// Two runs for one campaign: the second sees which addresses the first has taken.
		yield* all(tx, sql`SELECT pg_advisory_xact_lock(720184512, ${campaignId}::int)`);
	}
	const mailing: Mailing = { campaignId, templateId: settings.templateId, occurrence: settings.occurrence, runId: batch.runId };
	yield* judge(tx, candidates(tx, memberRows(tx, batch.window), mailing, sql`m.record_id`));
	const counted = yield* all(
		tx,
		sql<{ verdict: Verdict; again: number; count: number }>`
			SELECT m.verdict, CASE WHEN m.previous_id IS NULL THEN 0 ELSE 1 END AS again, COUNT(*) AS count
			FROM ${JUDGED} AS m GROUP BY 1, 2`,
	);
	if (counted.some((row) => row.again === 1 && isMade(row.verdict))) yield* queueAgain(tx, batch);
	if (counted.some((row) => row.again === 0 && isMade(row.verdict))) yield* insertMessages(tx, batch, mailing);
	return countVerdicts(counted);
}

/** The counts a person sees, from how many rows got which verdict. */
export function countVerdicts(rows: readonly { readonly verdict: Verdict; readonly count: number }[]): ProcessCounts {
	let selected = 0;
	let done = 0;
	const skipped: Partial<Record<SkipReason, number>> = {};
	const notSent: Record<string, number> = {};
	for (const { verdict, count } of rows) {
		selected += count;
		switch (verdict) {
			case 'send':
				done += count;
				break;
			case 'gone':
			case 'no recipient':
			case 'duplicate':
			case 'already done':
				skipped[verdict] = (skipped[verdict] ?? 0) + count;
				break;
			case 'no_address':
			case 'malformed_address':
			case 'address_bounced':
			case 'opted_out':
			case 'address_taken':
				notSent[reasonWords(verdict)] = (notSent[reasonWords(verdict)] ?? 0) + count;
				break;
		}
	}
	return { selected, done, skipped, notSent };
}

function isMade(verdict: Verdict): boolean {
	return verdict === 'send' || isReason(verdict);
}

function isReason(verdict: string): verdict is NotSentReason {
	return NOT_SENT_REASONS.some((reason) => reason === verdict);
}

/** Verdicts that make a message, as a list in SQL. */
const MADE = sql`('send', 'no_address', 'malformed_address', 'address_bounced', 'opted_out', 'address_taken')`;

function* insertMessages(tx: Tx, batch: Batch, mailing: Mailing): Steps<void> {
	const { dialect } = tx;
	const { parameters } = batch;
	const name = madeName(tx, parameters.reference);
	yield* change(
		tx,
		sql`INSERT INTO message (
				name, name_f, assigned_user_id, description, description_f, source, created_at, updated_at, run_id, origin,
				date_at, campaign_id, template_id, template_version_id, occurrence, contact_id, lead_id, account_id,
				recipient_kind, recipient_id, address, address_key, state, holds_address, reason_class, reason, reason_f, next_attempt_at)
			SELECT ${name.name}, ${name.folded},
				COALESCE(${dialect.integer(parameters.assignedUserId)}, m.recipient_user_id, m.assigned_user_id),
				${dialect.text(parameters.description)}, ${dialect.text(foldOrNull(parameters.description))}, 'process',
				${dialect.integer(tx.now)}, ${dialect.integer(tx.now)}, ${dialect.integer(batch.runId)}, 'campaign',
				${dialect.integer(parameters.dateAt ?? tx.now)}, ${dialect.integer(mailing.campaignId)},
				${dialect.integer(mailing.templateId)}, ${dialect.integer(batch.templateVersionId)}, ${dialect.text(mailing.occurrence)},
				m.contact_id, m.lead_id, m.account_id, m.recipient_kind, m.recipient_id, m.email, m.email_key,
				CASE WHEN m.verdict = 'send' THEN 'queued' ELSE 'not_sent' END,
				CASE WHEN m.verdict = 'send' THEN 1 ELSE 0 END,
				${byReason(reasonClass)}, ${byReason(reasonWords)}, ${byReason((reason) => fold(reasonWords(reason)))},
				${sendNotBefore(tx, parameters.dateAt)}
			FROM ${JUDGED} AS m
			WHERE m.previous_id IS NULL AND m.verdict IN ${MADE}
			ORDER BY m.record_id`,
	);
}

/** Messages that an earlier run could not send: queued where the reason is gone, else with the reason of today. */
function* queueAgain(tx: Tx, batch: Batch): Steps<void> {
	const { dialect } = tx;
	yield* change(
		tx,
		sql`UPDATE message SET
				updated_at = ${dialect.integer(tx.now)}, run_id = ${dialect.integer(batch.runId)},
				template_version_id = ${dialect.integer(batch.templateVersionId)},
				address = m.email, address_key = m.email_key,
				state = CASE WHEN m.verdict = 'send' THEN 'queued' ELSE 'not_sent' END,
				holds_address = CASE WHEN m.verdict = 'send' THEN 1 ELSE 0 END,
				reason_class = ${byReason(reasonClass)}, reason = ${byReason(reasonWords)},
				reason_f = ${byReason((reason) => fold(reasonWords(reason)))},
				next_attempt_at = ${sendNotBefore(tx, batch.parameters.dateAt)}
			FROM ${JUDGED} AS m
			WHERE message.id = m.previous_id AND m.verdict IN ${MADE}`,
	);
}

function byReason(text: (reason: NotSentReason) => string): RawBuilder<string | null> {
	const cases = NOT_SENT_REASONS.map((reason) => sql`WHEN ${sql.lit(reason)} THEN ${sql.lit(text(reason))}`);
	return sql<string | null>`CASE m.verdict ${sql.join(cases, sql` `)} END`;
}

/** A date still to come is when sending starts. */
function sendNotBefore(tx: Tx, dateAt: number | null): RawBuilder<number | null> {
	return tx.dialect.integer(dateAt !== null && dateAt > tx.now ? dateAt : null);
}
