import { sql } from 'kysely';

import { mergeFields, type MergeFields } from '../messages/mergeFields';
import type { TemplateVersion } from '../messages/templateVersion';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { signingKey, type SigningKey } from '../records/signingKey';
import { all, defineTransaction } from '../store/Transaction';
import type { CampaignTracking } from './DeliveryLinks';

export interface KeptTemplate extends TemplateVersion {
	readonly id: number;
}

export interface RenderingFacts {
	readonly templates: readonly KeptTemplate[];
	readonly mergeFields: MergeFields;
	/** Signs message references. */
	readonly key: string;
	readonly linkKeys: { readonly unsubscribe: SigningKey; readonly tracking: SigningKey };
	/** By campaign; null: it says nothing. */
	readonly tracking: ReadonlyMap<number, CampaignTracking | null>;
}

/** What is needed to fill in messages of these template versions. Makes the key at the first time. */
export const readRenderingFacts = defineTransaction(
	__filename,
	'write',
	'delivery.renderingFacts',
	function* (tx, input: { readonly templateVersionIds: readonly number[]; readonly campaignIds: readonly number[] }) {
		const templates = yield* all(
			tx,
			sql<KeptTemplate>`SELECT id, subject, html, text, from_name, from_email, reply_to, transactional FROM template_version
				WHERE ${tx.dialect.inNumbers(sql.ref('id'), input.templateVersionIds)}`,
		);
		const catalogue = yield* loadCatalogue(tx);
		const key = yield* signingKey(tx, 'message-ref');
		const campaigns = yield* all(
			tx,
			sql<{ id: number; tracking: CampaignTracking | null }>`SELECT id, tracking FROM campaign WHERE ${tx.dialect.inNumbers(sql.ref('id'), input.campaignIds)}`,
		);
		const linkKeys = { unsubscribe: yield* signingKey(tx, 'unsubscribe'), tracking: yield* signingKey(tx, 'tracking') };
		const tracking = new Map(campaigns.map((campaign) => [campaign.id, campaign.tracking]));
		return { linkKeys, tracking, templates, mergeFields: mergeFields(catalogue), key: key.secret } satisfies RenderingFacts;
	},
);
