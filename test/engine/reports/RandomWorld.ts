import { DateTime } from 'luxon';

import type { MessageEvent } from '../../../engine/events/MessageEvent';
import type { ReportScope } from '../../../engine/reports/CampaignReport';
import type { Store } from '../../../engine/store/Store';
import { insertRow, insertRows, type Row } from '../../support/rows';
import { ReportModel, type ModelMessage } from './ReportModel';
import { applyAll } from './reportStore';

const ZONES = ['UTC', 'Europe/Madrid', 'America/Sao_Paulo', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca'];
const REASONS = [['address', 'No email address'], ['address', 'Malformed email address'], ['policy', 'Opted out'], ['policy', null]] as const;
const LINKS = ['https://example.com/offer', 'https://example.com/offer?utm=1', 'https://example.com/Élan', 'http://example.com', '<script>alert(1)</script>'];
/** Around a change of clocks in most zones, and some years back. */
const BEGIN = Date.UTC(2025, 9, 20);
const DAY = 86_400_000;

/** Draws what happened, the same in the store and in the model. */
export class RandomWorld {
	readonly model = new ReportModel();
	readonly campaigns: number[] = [];
	private users: readonly (number | null)[] = [];

	constructor(
		private readonly store: Store,
		private readonly random: () => number,
	) {}

	below(count: number): number {
		return Math.floor(this.random() * count);
	}

	pick<One>(from: readonly One[]): One {
		const one = from[this.below(from.length)];
		if (one === undefined) throw new Error('There is nothing to pick from.');
		return one;
	}

	chance(perCent: number): boolean {
		return this.random() * 100 < perCent;
	}

	private moment(): number {
		return BEGIN + this.below(14 * DAY);
	}

	async begin(): Promise<void> {
		this.users = [null, ...(await insertRows(this.store, 'crm_user', [{ name: 'Jane Peacock' }, { name: 'Steve Johnson' }, {}]))];
	}

	async addCampaign(): Promise<void> {
		const campaignId = await insertRow(this.store, 'campaign', { name: `Campaign ${this.campaigns.length}` });
		this.campaigns.push(campaignId);
		const messages = await this.addMessages(this.chance(10) ? 0 : campaignId, this.below(60));
		await this.addEvents(messages.filter(({ state }) => state === 'sent'));
		await this.addWork(campaignId, messages);
		if (this.chance(60)) await this.addRun(campaignId);
	}

	private async addMessages(campaignId: number, count: number): Promise<ModelMessage[]> {
		const channels = this.pick([['smtp'], ['sendgrid'], ['smtp', 'brevo'], [null, 'email', 'sendgrid']]);
		const drawn = Array.from({ length: count }, (): Omit<ModelMessage, 'id'> => {
			const state = this.pick(['sent', 'sent', 'sent', 'sent', 'sent', 'not_sent', 'failed', 'uncertain', 'queued', 'sending']);
			const [reasonClass, reason] = state === 'not_sent' ? this.pick(REASONS) : state === 'failed' ? ['server', this.pick(['550 unknown', '554 spam'])] : state === 'uncertain' ? [null, 'The answer was lost'] : [null, null];
			return {
				campaignId,
				userId: this.pick(this.users),
				recipient: `2 ${1 + this.below(40)}`,
				channel: this.pick(channels),
				state,
				reasonClass,
				reason,
				sentAt: state === 'sent' ? this.moment() : null,
				dateAt: this.chance(80) ? this.moment() : null,
				createdAt: this.moment(),
			};
		});
		const ids = await insertRows(
			this.store,
			'message',
			drawn.map((message): Row => ({
				campaign_id: message.campaignId,
				assigned_user_id: message.userId,
				recipient_kind: 2,
				recipient_id: Number(message.recipient.slice(2)),
				contact_id: Number(message.recipient.slice(2)),
				channel: message.channel,
				state: message.state,
				reason_class: message.reasonClass,
				reason: message.reason,
				sent_at: message.sentAt,
				date_at: message.dateAt,
				created_at: message.createdAt,
				origin: 'logged',
				occurrence: '',
			})),
		);
		const messages = drawn.map((message, index) => ({ ...message, id: ids[index] ?? 0 }));
		this.model.messages.push(...messages);
		return messages;
	}

	private async addEvents(sent: readonly ModelMessage[]): Promise<void> {
		const reports = this.chance(70);
		const kinds: readonly MessageEvent['kind'][] = ['delivered', 'delivered', 'opened', 'opened', 'clicked', 'bounced', 'dropped', 'spam', 'unsubscribed', 'deferred'];
		const events = sent.flatMap((message) =>
			Array.from({ length: this.below(5) }, (): MessageEvent => {
				const kind = this.pick(kinds);
				return {
					messageId: message.id,
					kind: kind === 'delivered' && !reports ? 'deferred' : kind,
					happenedAt: (message.sentAt ?? 0) + this.below(6 * DAY),
					link: kind === 'clicked' && this.chance(90) ? this.pick(LINKS) : null,
					bounce: kind === 'bounced' ? this.pick(['hard', 'soft', null]) : null,
					machine: this.chance(30),
					eventId: null,
				};
			}),
		);
		expect(await this.store.run(applyAll, events)).toBe(events.length);
		this.model.events.push(...events);
	}

	private async addWork(campaignId: number, messages: readonly ModelMessage[]): Promise<void> {
		const of = (perCent: number, among: readonly { readonly id: number }[]) => (among.length > 0 && this.chance(perCent) ? this.pick(among).id : null);
		const tasks = Array.from({ length: this.below(12) }, () => ({
			campaignId: this.chance(90) ? campaignId : null,
			userId: this.pick(this.users),
			outcome: this.pick(['open', 'positive', 'negative', null]),
			messageId: of(70, messages),
			createdAt: this.moment(),
		}));
		const taskIds = await insertRows(this.store, 'task', tasks.map((task) => ({ campaign_id: task.campaignId, assigned_user_id: task.userId, outcome: task.outcome, message_id: task.messageId, created_at: task.createdAt })));
		const known = tasks.map((task, index) => ({ ...task, id: taskIds[index] ?? 0 }));
		this.model.tasks.push(...known);
		const opportunities = Array.from({ length: this.below(8) }, () => ({
			campaignId: this.chance(90) ? campaignId : null,
			userId: this.pick(this.users),
			stage: this.pick(['Closed Won', 'closed won', 'Proposal', 'Closed Lost', null]),
			amount: this.chance(85) ? this.below(1_000_000) / 100 : null,
			messageId: of(30, messages),
			taskId: of(50, known),
			createdAt: this.moment(),
		}));
		await insertRows(
			this.store,
			'opportunity',
			opportunities.map((one) => ({ campaign_id: one.campaignId, assigned_user_id: one.userId, stage: one.stage, amount: one.amount, message_id: one.messageId, task_id: one.taskId, created_at: one.createdAt })),
		);
		this.model.opportunities.push(...opportunities);
	}

	private async addRun(campaignId: number): Promise<void> {
		const run = { campaignId, selected: 10 + this.below(50), doneBefore: this.below(10), dateAt: this.chance(50) ? this.moment() : null, startedAt: this.moment() };
		await insertRow(this.store, 'process_run', {
			selection_id: campaignId,
			operation: 'messages',
			hash: String(campaignId),
			state: 'done',
			parameters: JSON.stringify({ settings: { operation: 'messages' }, parameters: { campaignId, dateAt: run.dateAt } }),
			counts: JSON.stringify({ selected: run.selected, done: run.selected - run.doneBefore, skipped: { 'already done': run.doneBefore }, notSent: {} }),
			started_at: run.startedAt,
		});
		this.model.runs.push(run);
	}

	/** Some campaigns or all, some days or all, anywhere. */
	scope(): ReportScope {
		const zone = this.pick(ZONES);
		const day = (offset: number) => DateTime.fromMillis(BEGIN, { zone }).startOf('day').plus({ days: offset }).toMillis();
		const from = this.below(10);
		return {
			campaignIds: this.chance(40) ? null : this.campaigns.filter(() => this.chance(50)).concat(this.campaigns.slice(0, 1)),
			from: this.chance(50) ? day(from) : null,
			until: this.chance(50) ? day(from + 1 + this.below(8)) : null,
			timeZone: zone,
			wonStages: this.pick([['Closed Won'], ['CLOSED WON', 'proposal'], []]),
			links: this.pick([0, 2, 1_000]),
		};
	}
}
