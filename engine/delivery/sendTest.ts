import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { loadMergeContexts } from '../messages/mergeContext';
import { mergeFields } from '../messages/mergeFields';
import { compileTemplate } from '../messages/templates/compileTemplate';
import { checkedTemplate } from '../messages/templateVersion';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { normaliseAddress } from '../records/emailAddress';
import { kindCode, type RecipientKind } from '../records/kinds';
import type { Store } from '../store/Store';
import { defineTransaction, first } from '../store/Transaction';
import type { MailChannel } from './MailChannel';
import type { SenderDefaults } from './MailRenderer';

export interface TestMail {
	readonly templateId: number;
	/** As typed. */
	readonly to: string;
	readonly kind: RecipientKind;
	/** Null: the first record of that kind. */
	readonly recordId: number | null;
	readonly campaignId: number | null;
	readonly from: SenderDefaults;
}

export interface TestSent {
	readonly to: string;
	readonly subject: string;
	readonly filledInWith: { readonly kind: RecipientKind; readonly id: number };
	readonly reply: string;
}

const readTest = defineTransaction(__filename, 'read', 'delivery.readTest', function* (tx, input: Pick<TestMail, 'templateId' | 'kind' | 'recordId'>) {
	const template = yield* checkedTemplate(tx, input.templateId);
	const accountId = input.kind === 'contact' ? sql`account_id` : input.kind === 'account' ? sql`id` : sql`CAST(NULL AS bigint)`;
	const which = input.recordId === null ? sql`` : sql`WHERE id = ${input.recordId}`;
	const record = yield* first(
		tx,
		sql<{ id: number; account_id: number | null; assigned_user_id: number | null }>`
			SELECT id, ${accountId} AS account_id, assigned_user_id FROM ${sql.table(input.kind)} ${which} ORDER BY id LIMIT 1`,
	);
	const catalogue = yield* loadCatalogue(tx);
	return { template, record, fields: mergeFields(catalogue), labelPlural: catalogue.kind(input.kind).labelPlural };
});

/**
 * Sends a template, filled in with a record's data, to an address of one's own. Writes nothing.
 * @throws EngineError for what is missing, and with the server's words where it refuses
 */
export async function sendTest(store: Store, channel: MailChannel, test: TestMail): Promise<TestSent> {
	const to = normaliseAddress(test.to);
	if (to === null) throw new EngineError('invalid-input', `To Email: "${test.to.slice(0, 100)}" is no email address.`, 'Give an address such as me@example.com.');
	const { template, record, fields, labelPlural } = await store.run(readTest, test);
	if (!record) {
		throw new EngineError('not-found', `There is nobody among the ${labelPlural.toLowerCase()} to fill the template in with.`, 'Import some, or choose another kind or Record ID.');
	}
	const from = normaliseAddress(template.from_email ?? test.from.address);
	if (from === null) throw new EngineError('invalid-input', 'It is not said whom the mail comes from.', 'Fill in From Email in the template, or in this node.');
	const compiled = compileTemplate(template, fields);
	const [context] = await store.run(loadMergeContexts, {
		targets: [
			{
				recipientKind: kindCode(test.kind),
				recipientId: record.id,
				accountId: record.account_id,
				campaignId: test.campaignId ?? 0,
				senderId: record.assigned_user_id,
			},
		],
		fields: compiled.fieldsUsed,
	});
	const rendered = compiled.render(context ?? { recipient: {}, account: {}, campaign: {}, sender: {} });
	const replyTo = normaliseAddress(template.reply_to ?? test.from.replyTo);
	const [outcome] = await channel.send([
		{
			messageRef: `test-${test.templateId}-${record.id}`,
			from: { name: template.from_name ?? test.from.name, address: from },
			to: { name: null, address: to },
			replyTo: replyTo === null ? null : { name: null, address: replyTo },
			returnPath: null,
			...rendered,
			filled: null,
			marketing: false,
			tracking: null,
			headers: {},
		},
	]);
	if (outcome?.kind === 'sent') return { to, subject: rendered.subject, filledInWith: { kind: test.kind, id: record.id }, reply: outcome.reply };
	throw new EngineError('unavailable', `The test was not sent: ${outcome?.reply ?? 'no answer'}`, 'Check the SMTP credential and the address.');
}
