import { sql } from 'kysely';

import { normaliseAddress } from '../records/emailAddress';
import { all, defineTransaction } from '../store/Transaction';
import { UNSETTLED } from './unsettled';
import { isWithheld } from './withhold';

export interface DeliveryPreview {
	readonly wouldSend: number;
	/** Opted out or deleted since the message was made. */
	readonly notSent: number;
	/** Neither their template nor the node says whom they come from. */
	readonly withoutSender: number;
	/** Planned for later, or refused for now. */
	readonly later: number;
}

type Fate = 'later' | 'not sent' | 'due';

/** What a delivery would do with the queue as it stands: by the rules of a claim, nothing is written. */
export const previewDelivery = defineTransaction(
	__filename,
	'read',
	'delivery.preview',
	function* (tx, input: { readonly campaignId: number | null; readonly fromAddress: string | null }) {
		const campaign = input.campaignId === null ? sql`` : sql`AND m.campaign_id = ${input.campaignId}`;
		const rows = yield* all(
			tx,
			sql<{ fate: Fate; from_email: string | null; count: number }>`
				SELECT q.fate, v.from_email, COUNT(*) AS count FROM (
					SELECT m.template_version_id, CASE
						WHEN m.next_attempt_at > ${tx.dialect.integer(tx.now)} THEN 'later'
						WHEN ${isWithheld(tx, 'recipient_gone')} OR ${isWithheld(tx, 'opted_out')} THEN 'not sent'
						ELSE 'due' END AS fate
					FROM message AS m WHERE ${UNSETTLED} AND m.state = 'queued' ${campaign}
				) AS q LEFT JOIN template_version AS v ON v.id = q.template_version_id GROUP BY 1, 2`,
		);
		const preview = { wouldSend: 0, notSent: 0, withoutSender: 0, later: 0 };
		for (const { fate, from_email, count } of rows) {
			switch (fate) {
				case 'later':
					preview.later += count;
					break;
				case 'not sent':
					preview.notSent += count;
					break;
				case 'due':
					preview[normaliseAddress(from_email ?? input.fromAddress) === null ? 'withoutSender' : 'wouldSend'] += count;
					break;
			}
		}
		return preview satisfies DeliveryPreview;
	},
);
