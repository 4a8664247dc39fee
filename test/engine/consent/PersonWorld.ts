import { setConsent } from '../../../engine/consent/setConsent';
import { createCustomField } from '../../../engine/records/customFields';
import { kindCode } from '../../../engine/records/kinds';
import { createRecord } from '../../../engine/records/writeRecord';
import type { Store } from '../../../engine/store/Store';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { insertRow, insertRows } from '../../support/rows';

/** Marks everything that is about the person; nobody else has it. */
export const MARK = 'zyxw';
export const ADDRESS = `ana.${MARK}@example.com`;

/** Two people with all that can hang on somebody: the one to be exported or forgotten, and another who must stay as it is. */
export class PersonWorld {
	private constructor(
		readonly store: Store,
		readonly world: CampaignWorld,
		readonly contact: number,
		readonly lead: number,
		readonly account: number,
		readonly other: number,
		private readonly job: number,
	) {}

	static async in(store: Store): Promise<PersonWorld> {
		const world = await CampaignWorld.in(store);
		await store.run(createCustomField, { kind: 'contact', name: 'size', label: 'Size', type: 'text', options: [] });
		const account = await insertRow(store, 'account', { name: 'Company', email: ADDRESS.toUpperCase(), phone: '+34 1' });
		const create = async (kind: 'contact' | 'lead', values: Record<string, unknown>) => (await store.run(createRecord, { kind, values, source: 'user', timeZone: 'UTC' })).id;
		const contact = await create('contact', {
			name: `Ana ${MARK}`, email: ADDRESS, phone: `+34 ${MARK}`, street: `${MARK} street`, description: `notes ${MARK}`, account_id: account, custom: { size: `${MARK} XL` },
		});
		const lead = await create('lead', { name: `Lead ${MARK}`, email: ` ${ADDRESS.toUpperCase()}` });
		const other = await create('contact', { name: 'Other', email: 'other@example.com', account_id: account, custom: { size: 'M' } });
		const job = await insertRow(store, 'job', { name: 'Copy', kind: 'copy', selection_id: 1, settings: '{}', state: 'done', queued_at: 1, due_at: 1 });
		const self = new PersonWorld(store, world, contact, lead, account, other, job);
		await self.hang(contact, 'contact', MARK);
		await self.hang(lead, 'lead', MARK);
		await self.hang(other, 'contact', 'innocent');
		const fair = await insertRow(store, 'event', { name: 'Fair', start_at: 20 });
		await insertRows(store, 'event_participant', self.refs.map(({ kind, id }) => ({ event_id: fair, kind: kindCode(kind), record_id: id, added_at: 1 })));
		await insertRow(store, 'message', self.message({ recipient_kind: kindCode('account'), recipient_id: account, account_id: account }, ADDRESS, 'logged'));
		await insertRow(store, 'unmatched_event', {
			service: 'sendgrid', event_key: 'k1', why: 'held', kind: 'opened', address_key: ADDRESS, happened_at: 5, recorded_at: Date.now(), event: JSON.stringify({ address: ADDRESS }),
		});
		await insertRow(store, 'suppressed_address', { account: 'sendgrid-0123456789ab', address_key: ADDRESS, seen_at: 5 });
		await insertRow(store, 'task', { name: `Ask about ${ADDRESS}`, description: 'see <a href="https://example.com/?u=Ana.zyxw%40example.com">it</a>', contact_id: other, status: 'not_started', outcome: 'open' });
		await insertRow(store, 'saved_filter', { name: 'One', definition: JSON.stringify({ tabs: [{ email: ADDRESS.toUpperCase() }] }) });
		return self;
	}

	get refs(): Ref[] {
		return [{ kind: 'contact', id: this.contact }, { kind: 'lead', id: this.lead }, { kind: 'contact', id: this.other }];
	}

	private message(row: Record<string, string | number | null>, address: string, origin = 'campaign'): Record<string, string | number | null> {
		return {
			origin, occurrence: '', state: 'sent', channel: 'smtp', campaign_id: this.world.campaignId, template_id: this.world.templateId, address, address_key: address, holds_address: 0, open_count: 0, click_count: 0, ...row,
		};
	}

	/** Something of everything that may hang on a record. */
	private async hang(id: number, kind: 'contact' | 'lead', mark: string): Promise<void> {
		const { store, world, account } = this;
		const own = { [`${kind}_id`]: id };
		const text = { name: `Call ${mark}`, description: `about ${mark}` };
		const address = mark === MARK ? ADDRESS : 'other@example.com';
		const recipient = { recipient_kind: kindCode(kind), recipient_id: id, ...own };
		const [sent = 0] = await insertRows(store, 'message', [
			this.message({ ...recipient, ...text, subject: `Hello ${mark}`, sent_at: 1_000, open_count: 2, click_count: 1, last_link: `https://x/${mark}`, server_reply: `250 ${mark}`, remote_id: mark, external_id: mark }, address, 'logged'),
			this.message({ ...recipient, ...text, state: 'failed', reason: `550 ${mark}`, reason_class: 'server', occurrence: kind }, address),
			this.message({ ...recipient, ...text, state: 'not_sent', reason: 'Opted out', reason_f: 'opted out', reason_class: 'policy', occurrence: `b${kind}` }, address),
			this.message({ ...recipient, ...text, state: 'queued', occurrence: `c${kind}`, holds_address: 1 }, address),
			this.message({ ...recipient, ...text, state: 'uncertain', occurrence: `d${kind}` }, address),
		]);
		await insertRows(store, 'message_event', [
			{ message_id: sent, kind: 'opened', happened_at: 1_500, machine: 0, recorded_at: 2_000, event_id: `e-${mark}-${kind}` },
			{ message_id: sent, kind: 'clicked', happened_at: 1_600, machine: 0, recorded_at: 2_000, link: `https://x/?token=${mark}`, reason: mark },
		]);
		const task = await insertRow(store, 'task', { ...text, ...own, account_id: account, outcome_note: mark, status: 'completed', outcome: 'positive', once: 'follow-up', source_kind: kindCode(kind), source_id: id, message_id: sent });
		await insertRow(store, 'task', { ...text, message_id: sent, status: 'not_started', outcome: 'open' });
		await insertRow(store, 'opportunity', { ...text, ...own, account_id: account, stage: 'Closed Won', amount: 100, next_step: mark, task_id: task });
		await insertRows(store, 'job_result', [
			{ job_id: this.job, kind: kindCode(kind), record_id: id, outcome: 'changed', old_value: `was ${mark}` },
			{ job_id: this.job, kind: kindCode('task'), record_id: task, outcome: 'changed', old_value: mark },
			// Of a task that was deleted since: only where the value came from tells whose it is.
			{ job_id: this.job, kind: kindCode('task'), record_id: 900_000 + 1_000 * kindCode(kind) + id, outcome: 'changed', new_value: mark, source_kind: kindCode(kind), source_id: id },
		]);
		const activity = await insertRow(store, 'activity', { ...text, ...own, note: mark, next_note: mark, duration_minutes: 5 });
		await insertRow(store, 'event', { ...text, activity_id: activity, location: mark, start_at: 10 });
		await insertRow(store, 'campaign_member', { campaign_id: world.campaignId, kind: kindCode(kind), record_id: id, status: mark, added_at: 1 });
		await world.select([{ kind, id }]);
		await store.run(setConsent, {
			decision: 'no', address: null, record: { kind, id }, withItsAddress: true, scope: 'campaign', scopeRef: String(world.campaignId), source: 'recipient', reason: mark, proof: `message, ${address}`, happenedAt: 500,
		});
	}
}
