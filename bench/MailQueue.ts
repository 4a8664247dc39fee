import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';

import { runProcess } from '../engine/campaigns/runProcess';
import { deliver, type DeliveryResult } from '../engine/delivery/deliver';
import type { DeliveryLinks } from '../engine/delivery/DeliveryLinks';
import type { MailChannel } from '../engine/delivery/MailChannel';
import { Catalogue } from '../engine/records/catalogue/Catalogue';
import { createRecord } from '../engine/records/writeRecord';
import { createSelection } from '../engine/selections/createSelection';
import { SqliteStore } from '../engine/store/sqlite/SqliteStore';
import { change, defineTransaction } from '../engine/store/Transaction';

const fill = defineTransaction(__filename, 'write', 'bench.mailQueueContacts', function* (tx, input: { count: number }) {
	yield* change(
		tx,
		sql`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${input.count})
			INSERT INTO contact (name, name_f, first_name, first_name_f, city, city_f, email, email_f, email_key, created_at, updated_at)
			SELECT 'Person ' || i, 'person ' || i, 'Person', 'person', 'Madrid', 'madrid', 'person' || i || '@example.com', 'person' || i || '@example.com', 'person' || i || '@example.com', 1, 1 FROM n`,
	);
});

export interface MailTemplate {
	readonly subject: string;
	readonly html: string;
}

/** A store of its own whose contacts are mailed again and again. */
export class MailQueue {
	private occurrence = 0;

	private constructor(
		private readonly folder: string,
		private readonly store: SqliteStore,
		private readonly campaignId: number,
		private readonly templateId: number,
	) {}

	static async create(contacts: number, { subject, html }: MailTemplate): Promise<MailQueue> {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-mail-'));
		const store = await SqliteStore.open(join(folder, 'store.sqlite'));
		await store.run(fill, { count: contacts });
		const make = async (kind: 'campaign' | 'template', values: Readonly<Record<string, unknown>>): Promise<number> =>
			Number((await store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' })).id);
		const campaignId = await make('campaign', { name: 'Bench' });
		const templateId = await make('template', { name: 'Bench', subject, html, from_email: 'news@example.com' });
		return new MailQueue(folder, store, campaignId, templateId);
	}

	/** Queues a message for each of the first so many contacts. */
	async fill(count: number): Promise<void> {
		const segment = { tabs: [{ kind: 'contact', condition: { type: 'field', field: 'id', operator: 'isAtMost', value: count } }] };
		const selection = await createSelection(this.store, new Catalogue(), { source: { segment }, timeZone: 'UTC' });
		const { counts } = await runProcess(
			this.store,
			{ selectionId: selection.id, settings: { operation: 'messages', templateId: this.templateId, occurrence: String(++this.occurrence) }, parameters: { campaignId: this.campaignId }, createAgain: false },
			{ storeId: selection.storeId, dryRun: false },
		);
		if (counts.done !== count) throw new Error(`${counts.done} messages were queued, not ${count}.`);
	}

	/** All that is queued, as *Campaign Email* delivers it. */
	async deliver(channel: MailChannel, links: DeliveryLinks): Promise<DeliveryResult> {
		return await deliver(this.store, channel, { campaignId: null, from: { name: null, address: null, replyTo: null }, links, rate: null, maxMessages: null, maxTime: null });
	}

	async close(): Promise<void> {
		await this.store.close();
		await rm(this.folder, { recursive: true, force: true });
	}
}
