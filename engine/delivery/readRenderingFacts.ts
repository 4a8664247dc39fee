import { sql } from 'kysely';

import { mergeFields, type MergeFields } from '../messages/mergeFields';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { signingKey } from '../records/signingKey';
import { all, defineTransaction } from '../store/Transaction';

export interface KeptTemplate {
	readonly id: number;
	readonly subject: string;
	readonly html: string;
	readonly text: string | null;
	readonly from_name: string | null;
	readonly from_email: string | null;
	readonly reply_to: string | null;
}

export interface RenderingFacts {
	readonly templates: readonly KeptTemplate[];
	readonly mergeFields: MergeFields;
	/** Signs message references. */
	readonly key: string;
}

/** What is needed to fill in messages of these template versions. Makes the key at the first time. */
export const readRenderingFacts = defineTransaction(
	__filename,
	'write',
	'delivery.renderingFacts',
	function* (tx, input: { templateVersionIds: readonly number[] }) {
		const templates = yield* all(
			tx,
			sql<KeptTemplate>`SELECT id, subject, html, text, from_name, from_email, reply_to FROM template_version
				WHERE ${tx.dialect.inNumbers(sql.ref('id'), input.templateVersionIds)}`,
		);
		const catalogue = yield* loadCatalogue(tx);
		const key = yield* signingKey(tx, 'message-ref');
		return { templates, mergeFields: mergeFields(catalogue), key: key.secret } satisfies RenderingFacts;
	},
);
