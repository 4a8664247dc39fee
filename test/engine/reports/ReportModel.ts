import { DateTime } from 'luxon';

import type { CampaignReport, Figures, ReportScope } from '../../../engine/reports/CampaignReport';
import type { MessageEvent } from '../../../engine/events/MessageEvent';

export interface ModelMessage {
	readonly id: number;
	readonly campaignId: number;
	readonly userId: number | null;
	readonly recipient: string;
	readonly channel: string | null;
	readonly state: string;
	readonly reasonClass: string | null;
	readonly reason: string | null;
	readonly sentAt: number | null;
	readonly dateAt: number | null;
	readonly createdAt: number;
}

export interface ModelTask {
	readonly id: number;
	readonly campaignId: number | null;
	readonly userId: number | null;
	readonly outcome: string | null;
	readonly messageId: number | null;
	readonly createdAt: number;
}

export interface ModelOpportunity {
	readonly campaignId: number | null;
	readonly userId: number | null;
	readonly stage: string | null;
	readonly amount: number | null;
	readonly messageId: number | null;
	readonly taskId: number | null;
	readonly createdAt: number;
}

export interface ModelRun {
	readonly campaignId: number;
	readonly selected: number;
	readonly doneBefore: number;
	readonly dateAt: number | null;
	readonly startedAt: number;
}

type Unnamed = Omit<Figures, 'selected'>;

/** What a report says, counted one by one from what a test did, without any of the engine's code. */
export class ReportModel {
	readonly messages: ModelMessage[] = [];
	readonly events: MessageEvent[] = [];
	readonly tasks: ModelTask[] = [];
	readonly opportunities: ModelOpportunity[] = [];
	readonly runs: ModelRun[] = [];
	/** Those of the scope that is being counted: what is heard of a channel is judged by them. */
	private counted: readonly ModelMessage[] = [];

	report(scope: ReportScope): Pick<CampaignReport, 'figures' | 'delivery' | 'links'> & {
		readonly days: ReadonlyMap<string, Record<string, number>>;
		readonly campaigns: ReadonlyMap<number, Figures>;
		readonly salespeople: ReadonlyMap<number | null, Unnamed>;
		readonly reasons: ReadonlyMap<string, number>;
	} {
		const isAsked = (campaignId: number | null) => campaignId !== null && campaignId > 0 && (scope.campaignIds?.includes(campaignId) ?? true);
		const isIn = (at: number) => (scope.from === null || at >= scope.from) && (scope.until === null || at < scope.until);
		const messages = this.messages.filter((message) => isAsked(message.campaignId) && isIn(timeOf(message)));
		this.counted = messages;
		const taskTime = (task: ModelTask) => this.timeOfMessage(task.messageId) ?? task.createdAt;
		const tasks = this.tasks.filter((task) => isAsked(task.campaignId) && isIn(taskTime(task)));
		const opportunities = this.opportunities.filter((opportunity) => {
			const task = this.tasks.find(({ id }) => id === opportunity.taskId);
			const at = this.timeOfMessage(opportunity.messageId) ?? (task && opportunity.messageId === null ? taskTime(task) : task?.createdAt) ?? opportunity.createdAt;
			return isAsked(opportunity.campaignId) && isIn(at);
		});
		const runs = this.runs.filter((run) => isAsked(run.campaignId) && isIn(run.dateAt ?? run.startedAt));

		const figuresOf = (which: (row: { readonly campaignId: number | null; readonly userId: number | null }) => boolean): Unnamed =>
			this.count(messages.filter(which), tasks.filter(which), opportunities.filter(which), scope);
		const selectedOf = (of: readonly ModelRun[]) => (of.length === 0 ? null : of.reduce((sum, run) => sum + run.selected - run.doneBefore, 0));
		const campaignIds = new Set([...(scope.campaignIds ?? []), ...[...messages, ...tasks, ...opportunities, ...runs].map(({ campaignId }) => campaignId ?? 0)]);
		const userIds = new Set([...messages, ...tasks, ...opportunities].map(({ userId }) => userId));
		return {
			figures: { selected: selectedOf(runs), ...figuresOf(() => true) },
			campaigns: new Map([...campaignIds].map((id) => [id, { selected: selectedOf(runs.filter(({ campaignId }) => campaignId === id)), ...figuresOf(({ campaignId }) => campaignId === id) }])),
			salespeople: new Map([...userIds].map((id) => [id, figuresOf(({ userId }) => userId === id)])),
			delivery: {
				assumed: messages.filter((message) => this.isDelivered(message) && !this.arrived(message)).length,
				unheard: [...new Set(messages.filter((message) => message.state === 'sent' && isService(message.channel) && !this.isHeard(message)).map(({ channel }) => channel ?? ''))].sort(),
			},
			days: this.days(messages, scope.timeZone),
			links: this.links(messages).slice(0, scope.links),
			reasons: countBy(messages.filter(({ state }) => ['not_sent', 'failed', 'uncertain'].includes(state)), ({ reasonClass, reason }) => `${reasonClass ?? ''}: ${reason ?? ''}`),
		};
	}

	private timeOfMessage(id: number | null): number | null {
		const message = this.messages.find((one) => one.id === id);
		return message ? timeOf(message) : null;
	}

	private of(message: ModelMessage, kind: MessageEvent['kind'], machine: boolean | null = null): MessageEvent[] {
		return this.events.filter((event) => event.messageId === message.id && event.kind === kind && (machine === null || event.machine === machine));
	}

	private happened(message: ModelMessage, kind: MessageEvent['kind'], machine: boolean | null = null): boolean {
		return message.state === 'sent' && this.of(message, kind, machine).length > 0;
	}

	private hardBounced(message: ModelMessage): boolean {
		return message.state === 'sent' && this.of(message, 'bounced').some(({ bounce }) => bounce !== 'soft');
	}

	private arrived(message: ModelMessage): boolean {
		const shown = this.happened(message, 'opened') || this.happened(message, 'clicked', false) || this.happened(message, 'spam') || this.happened(message, 'unsubscribed', false);
		return shown || (this.happened(message, 'delivered') && !this.hardBounced(message));
	}

	/** Whether its service reported any delivery in the campaign, of the messages that count. */
	private isHeard(message: ModelMessage): boolean {
		return isService(message.channel) && this.counted.some((other) => other.campaignId === message.campaignId && other.channel === message.channel && this.happened(other, 'delivered'));
	}

	private isDelivered(message: ModelMessage): boolean {
		if (message.state !== 'sent') return false;
		return this.arrived(message) || (!this.isHeard(message) && !this.happened(message, 'bounced') && !this.happened(message, 'dropped'));
	}

	private count(messages: readonly ModelMessage[], tasks: readonly ModelTask[], opportunities: readonly ModelOpportunity[], scope: ReportScope): Unnamed {
		const many = (holds: (message: ModelMessage) => boolean) => messages.filter(holds).length;
		const state = (name: string) => many((message) => message.state === name);
		const won = opportunities.filter(({ stage }) => scope.wonStages.some((one) => one.toLowerCase() === stage?.toLowerCase()));
		const sum = (of: readonly ModelOpportunity[]) => Number(of.reduce((total, { amount }) => total + (amount ?? 0), 0).toFixed(4));
		return {
			messages: messages.length,
			notSent: state('not_sent'),
			failed: state('failed'),
			uncertain: state('uncertain'),
			waiting: state('queued') + state('claimed') + state('sending'),
			sent: state('sent'),
			delivered: many((message) => this.isDelivered(message)),
			opened: many((message) => this.happened(message, 'opened', false)),
			openedWithMachines: many((message) => this.happened(message, 'opened')),
			clicked: many((message) => this.happened(message, 'clicked', false)),
			openedAndClicked: many((message) => this.happened(message, 'opened', false) && this.happened(message, 'clicked', false)),
			hardBounced: many((message) => this.hardBounced(message)),
			softBounced: many((message) => this.happened(message, 'bounced') && !this.hardBounced(message)),
			dropped: many((message) => this.happened(message, 'dropped')),
			unsubscribed: many((message) => this.happened(message, 'unsubscribed', false)),
			spam: many((message) => this.happened(message, 'spam')),
			tasks: tasks.length,
			positiveTasks: tasks.filter(({ outcome }) => outcome === 'positive').length,
			opportunities: opportunities.length,
			won: won.length,
			amount: sum(opportunities),
			wonAmount: sum(won),
		};
	}

	private days(messages: readonly ModelMessage[], zone: string): ReadonlyMap<string, Record<string, number>> {
		const days = new Map<string, Record<string, number>>();
		const add = (column: string, at: number | null) => {
			if (at === null) return;
			const day = DateTime.fromMillis(at, { zone }).toISODate() ?? '';
			const row = days.get(day) ?? {};
			days.set(day, { ...row, [column]: (row[column] ?? 0) + 1 });
		};
		const first = (events: readonly MessageEvent[]) => (events.length === 0 ? null : Math.min(...events.map(({ happenedAt }) => happenedAt ?? 0)));
		for (const message of messages.filter(({ state }) => state === 'sent')) {
			add('sent', message.sentAt);
			if (this.isDelivered(message)) add('delivered', first(this.of(message, 'delivered')) ?? message.sentAt);
			add('opened', first(this.of(message, 'opened', false)));
			add('clicked', first(this.of(message, 'clicked', false)));
			add('bounced', first(this.of(message, 'bounced')));
			add('unsubscribed', first(this.of(message, 'unsubscribed', false)));
		}
		return days;
	}

	private links(messages: readonly ModelMessage[]): { link: string; clicks: number; people: number }[] {
		const clicks = messages.filter(({ state }) => state === 'sent').flatMap((message) => this.of(message, 'clicked', false).flatMap(({ link }) => (link === null ? [] : [{ link, who: message.recipient }])));
		return [...new Set(clicks.map(({ link }) => link))]
			.map((link) => ({ link, clicks: clicks.filter((click) => click.link === link).length, people: new Set(clicks.filter((click) => click.link === link).map(({ who }) => who)).size }))
			.sort((one, other) => other.clicks - one.clicks || (one.link < other.link ? -1 : 1));
	}
}

function timeOf({ sentAt, dateAt, createdAt }: ModelMessage): number {
	return sentAt ?? dateAt ?? createdAt;
}

function isService(channel: string | null): boolean {
	return channel === 'sendgrid' || channel === 'brevo';
}

function countBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
	return counts;
}
