import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { mergeFields } from '../messages/mergeFields';
import { reasonWords } from '../messages/NotSentReason';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { all, defineTransaction, type Steps, type Tx } from '../store/Transaction';
import type { KeptTemplate } from './readRenderingFacts';
import { lacksUnsubscribe, readyTemplate, senderAddress, type UnsubscribeWays } from './readyTemplate';
import { UNSETTLED } from './unsettled';
import { isWithheld, WITHHOLD_REASONS, type WithholdReason } from './withhold';

export interface DeliveryPreview {
	readonly wouldSend: number;
	/** Opted out or deleted since the message was made. */
	readonly notSent: number;
	/** The same, by reason. */
	readonly notSentReasons: Readonly<Record<string, number>>;
	/** Their template can't be filled in any more. */
	readonly wouldFail: number;
	/** Neither their template nor the node says whom they come from. */
	readonly withoutSender: number;
	/** Marketing, and nothing in them unsubscribes. */
	readonly withoutUnsubscribe: number;
	/** Planned for later, or refused for now. */
	readonly later: number;
	/** Calls to a service that takes many mails at once: what a template's mails share goes once. At least so many: a mail goes alone where what is its recipient's own is too much for a shared call. */
	readonly calls?: number;
}

type Fate = 'later' | 'due' | WithholdReason;

/** What a template makes of the messages that are due. */
type Outcome = 'wouldSend' | 'wouldFail' | 'withoutSender' | 'withoutUnsubscribe';

/** What a delivery would do with the queue as it stands (X-02): by the rules of a claim and of the renderer, nothing is written. */
export const previewDelivery = defineTransaction(
	__filename,
	'read',
	'delivery.preview',
	function* (tx, input: { readonly campaignId: number | null; readonly fromAddress: string | null; readonly unsubscribe: UnsubscribeWays; readonly batchSize?: number }) {
		const campaign = input.campaignId === null ? sql`` : sql`AND m.campaign_id = ${input.campaignId}`;
		const withheld = WITHHOLD_REASONS.map((reason) => sql`WHEN ${isWithheld(tx, reason)} THEN ${sql.lit(reason)}`);
		const rows = yield* all(
			tx,
			sql<{ fate: Fate; template: number; count: number }>`
				SELECT q.fate, q.template, COUNT(*) AS count FROM (
					SELECT m.template_version_id AS template, CASE
						WHEN m.next_attempt_at > ${tx.dialect.integer(tx.now)} THEN 'later'
						${sql.join(withheld, sql` `)}
						ELSE 'due' END AS fate
					FROM message AS m WHERE ${UNSETTLED} AND ${mayBeClaimed(tx)} ${campaign}
				) AS q GROUP BY 1, 2`,
		);
		const outcomes = yield* outcomesByTemplate(tx, rows.flatMap(({ fate, template }) => (fate === 'due' ? [template] : [])), input);
		const counts = { wouldSend: 0, notSent: 0, wouldFail: 0, withoutSender: 0, withoutUnsubscribe: 0, later: 0 };
		const notSentReasons: Record<string, number> = {};
		const { batchSize = 1 } = input;
		let calls = 0;
		for (const { fate, template, count } of rows) {
			switch (fate) {
				case 'later':
					counts.later += count;
					break;
				case 'recipient_gone':
				case 'opted_out':
				case 'address_bounced':
					counts.notSent += count;
					notSentReasons[reasonWords(fate)] = (notSentReasons[reasonWords(fate)] ?? 0) + count;
					break;
				case 'due':
					counts[outcomes.get(template) ?? 'wouldFail'] += count;
					if (outcomes.get(template) === 'wouldSend') calls += Math.ceil(count / batchSize);
					break;
			}
		}
		return { ...counts, notSentReasons, ...(batchSize > 1 ? { calls } : {}) } satisfies DeliveryPreview;
	},
);

/** Queued, or claimed by a delivery that is no more: a claim puts those back first. */
function mayBeClaimed(tx: Tx): RawBuilder<SqlBool> {
	return sql<SqlBool>`(m.state = 'queued' OR (m.state = 'claimed' AND m.lease_until < ${tx.dialect.integer(tx.now)}))`;
}

function* outcomesByTemplate(tx: Tx, versionIds: readonly number[], { fromAddress, unsubscribe }: { readonly fromAddress: string | null; readonly unsubscribe: UnsubscribeWays }): Steps<ReadonlyMap<number, Outcome>> {
	const templates = yield* all(
		tx,
		sql<KeptTemplate>`SELECT id, subject, html, text, from_name, from_email, reply_to, transactional FROM template_version WHERE ${tx.dialect.inNumbers(sql.ref('id'), versionIds)}`,
	);
	const fields = mergeFields(yield* loadCatalogue(tx));
	return new Map(
		templates.map((kept): [number, Outcome] => {
			const template = readyTemplate(kept, fields);
			if (template.kind === 'problem') return [kept.id, 'wouldFail'];
			if (senderAddress(kept, fromAddress) === null) return [kept.id, 'withoutSender'];
			return [kept.id, lacksUnsubscribe(template, unsubscribe) ? 'withoutUnsubscribe' : 'wouldSend'];
		}),
	);
}
