import { normaliseAddress } from '../../../engine/records/emailAddress';
import { kindCode, kindOfCode, type RecipientKind, type SearchKind } from '../../../engine/records/kinds';
import type { Field } from '../../../engine/records/catalogue/Field';
import type { Condition, CriteriaValue, MessageOutcome, Operator, Segment } from '../../../engine/segments/Criteria';
import { resolveDay, type Clock } from '../../../engine/segments/relativeDates';
import { fold } from '../../../engine/store/fold';
import { CATALOGUE, type World, type WorldRecord } from './World';

/** What a segment means, told record by record: the searches must find the same. */
export class Model {
	constructor(
		private readonly world: World,
		private readonly clock: Clock,
	) {}

	/** `kind id` of all that a segment finds, sorted. */
	search(segment: Segment): string[] {
		const found = new Set<string>();
		for (const tab of segment.tabs) {
			for (const record of this.world.records[tab.kind]) if (this.holds(tab.kind, record, tab.condition)) found.add(`${tab.kind} ${record.id}`);
		}
		return [...found].sort();
	}

	/** Counted as a person would: whom does a mail reach? */
	reach(found: readonly string[], campaignId: number | null) {
		const counts = { gone: 0, withoutRecipient: 0, withoutAddress: 0, malformedAddress: 0, optedOut: 0, duplicateAddress: 0, mayBeMailed: 0 };
		const taken = new Set<string>();
		const recipients = new Set<string>();
		for (const one of found) {
			const [kind, id] = one.split(' ');
			const record = this.world.records[kind as SearchKind].find((known) => known.id === Number(id));
			const recipient = record && this.recipientOf(kind as SearchKind, record);
			const person = recipient && this.find(recipient.kind, recipient.id);
			if (!record || !recipient || !person) {
				counts[record ? 'withoutRecipient' : 'gone']++;
				continue;
			}
			const recipientKey = `${recipient.kind} ${recipient.id}`;
			if (recipients.has(recipientKey)) {
				counts.duplicateAddress++;
				continue;
			}
			recipients.add(recipientKey);
			const email = person ? (person['email'] ?? null) : null;
			const key = email === null ? null : normaliseAddress(String(email));
			if (email === null) counts.withoutAddress++;
			else if (key === null) counts.malformedAddress++;
			else if (this.standsNo(recipient.kind, person, campaignId)) counts.optedOut++;
			else if (taken.has(key)) counts.duplicateAddress++;
			else {
				taken.add(key);
				counts.mayBeMailed++;
			}
		}
		return counts;
	}

	private holds(kind: SearchKind, record: WorldRecord, condition: Condition): boolean {
		switch (condition.type) {
			case 'group': {
				const held = condition.conditions.map((part) => this.holds(kind, record, part));
				return condition.match === 'all' ? held.every(Boolean) : condition.match === 'any' ? held.some(Boolean) : !held.some(Boolean);
			}
			case 'field':
				return this.fieldHolds(kind, record, CATALOGUE.field(kind, condition.field), condition.operator, condition.value);
			case 'filter':
				return this.inFilter(condition.filterId, kind, record) !== (condition.negate ?? false);
			case 'account':
				return this.ofAccount(kind, record, (id) => condition.accountIds.includes(id)) !== (condition.negate ?? false);
			case 'accountFilter':
				return this.ofAccount(kind, record, this.accountWith((account) => this.inFilter(condition.filterId, 'account', account))) !== (condition.negate ?? false);
			case 'accountWhere':
				return this.ofAccount(kind, record, this.accountWith((account) => this.holds('account', account, condition.condition))) !== (condition.negate ?? false);
			case 'member': {
				const recipient = this.recipientOf(kind, record);
				const is =
					recipient !== null &&
					this.world.members.some(
						(member) =>
							member.campaign_id === condition.campaignId &&
							member.kind === kindCode(recipient.kind) &&
							member.record_id === recipient.id &&
							(condition.status === undefined || (member.status !== null && fold(member.status) === fold(condition.status))),
					);
				return is !== (condition.negate ?? false);
			}
			case 'messages': {
				const fits = (message: WorldRecord) => ofCampaign(message, condition.campaignId) && outcomeIs(message, condition.outcome);
				const recipient = this.recipientOf(kind, record);
				const has =
					kind === 'message'
						? fits(record)
						: recipient !== null && this.world.records.message.some((message) => message['recipient_kind'] === kindCode(recipient.kind) && message['recipient_id'] === recipient.id && fits(message));
				return has !== (condition.negate ?? false);
			}
			case 'tasks': {
				const { status, outcome, followUp } = condition.match;
				const fits = (task: WorldRecord) =>
					ofCampaign(task, condition.campaignId) && (status === null || task['status'] === status) && (outcome === null || task['outcome'] === outcome) && (followUp === undefined || task['once'] === followUp);
				const tasks = this.world.records.task;
				const has =
					kind === 'task'
						? fits(record)
						: kind === 'opportunity'
							? tasks.some((task) => (task.id === record['task_id'] || task['opportunity_id'] === record.id) && fits(task))
							: tasks.some((task) => task[`${kind}_id`] === record.id && fits(task));
				return has !== (condition.negate ?? false);
			}
			case 'opportunities': {
				const fits = (opportunity: WorldRecord) => ofCampaign(opportunity, condition.campaignId);
				const has = kind === 'opportunity' ? fits(record) : this.world.records.opportunity.some((opportunity) => opportunity[`${kind}_id`] === record.id && fits(opportunity));
				return has !== (condition.negate ?? false);
			}
			case 'softBounces':
				return this.rowOfSoftBounces(record, condition.inARow, condition.followUp ?? null) !== (condition.negate ?? false);
			case 'contacts':
				return this.world.records.contact.some((contact) => contact['account_id'] === record.id) !== (condition.negate ?? false);
			case 'mayBeEmailed': {
				const recipient = this.recipientOf(kind, record);
				const person = recipient && this.find(recipient.kind, recipient.id);
				const may = recipient !== null && person !== undefined && person !== null && addressOf(person) !== null && !this.standsNo(recipient.kind, person, condition.campaignId ?? null);
				return may !== (condition.negate ?? false);
			}
		}
	}

	/** Reads the recipient's mails from the first to the last, as a person would. */
	private rowOfSoftBounces(message: WorldRecord, inARow: number, followUp: string | null): boolean {
		const mails = this.world.records.message
			.filter((mail) => mail['recipient_kind'] === message['recipient_kind'] && mail['recipient_id'] === message['recipient_id'])
			.filter((mail) => mail['state'] === 'sent' && mail['sent_at'] !== null && mail['channel'] !== 'sms')
			.sort((a, b) => Number(a['sent_at']) - Number(b['sent_at']) || a.id - b.id);
		const rows: WorldRecord[][] = [[]];
		for (const mail of mails) {
			if (cameBackSoftly(mail)) rows.at(-1)?.push(mail);
			else rows.push([]);
		}
		const row = rows.find((one) => one.includes(message)) ?? [];
		const place = row.indexOf(message) + 1;
		if (followUp === null) return place >= inARow;
		const ids = row.map((mail) => mail.id);
		return place === inARow && !this.world.records.task.some((task) => task['once'] === followUp && ids.includes(Number(task['message_id'] ?? 0)));
	}

	private fieldHolds(kind: SearchKind, record: WorldRecord, field: Field, operator: Operator, asked: CriteriaValue | undefined): boolean {
		const opposite = OPPOSITES[operator];
		if (opposite) return !this.fieldHolds(kind, record, field, opposite, asked);
		if (field.storage.kind === 'consent') return this.standsNo(kind as RecipientKind, record, null);
		const raw = record[field.name] ?? null;
		const stored = field.type === 'reference' && raw === 0 ? null : raw;
		if (operator === 'isEmpty') return stored === null;
		if (stored === null) return false;
		if (operator === 'isTrue') return stored === 1;
		if (operator === 'isMalformed') return addressOf(record) === null;
		if (field.type === 'date' || field.type === 'instant') {
			const day = field.type === 'date' ? String(stored) : this.localDay(Number(stored));
			const [from = '', until = ''] = (Array.isArray(asked) ? asked : [asked]).map((one) => resolveDay(String(one), this.clock));
			switch (operator) {
				case 'isOn':
					return day === from;
				case 'isBefore':
					return day < from;
				case 'isAfter':
					return day > from;
				case 'isBetween':
					return day >= from && day <= until;
				default:
					throw new Error(operator);
			}
		}
		const list = Array.isArray(asked) ? asked : [asked];
		if (typeof stored === 'number') {
			const [from = 0, until = 0] = list.map(Number);
			switch (operator) {
				case 'is':
				case 'isAnyOf':
					return list.map(Number).includes(stored);
				case 'isGreaterThan':
					return stored > from;
				case 'isAtLeast':
					return stored >= from;
				case 'isLessThan':
					return stored < from;
				case 'isAtMost':
					return stored <= from;
				case 'isBetween':
					return stored >= from && stored <= until;
				default:
					throw new Error(operator);
			}
		}
		const folded = field.storage.kind === 'custom' || field.storage.folded;
		const plain = (text: string) => (folded ? fold(text) : text);
		const texts = list.map(String);
		switch (operator) {
			case 'is':
			case 'isAnyOf':
				return texts.some((text) => {
					const key = field.type === 'email' ? normaliseAddress(text) : null;
					return key === null ? plain(text) === plain(stored) : key === normaliseAddress(stored);
				});
			case 'contains':
				return plain(stored).includes(plain(texts[0] ?? ''));
			case 'startsWith':
				return plain(stored).startsWith(plain(texts[0] ?? ''));
			case 'endsWith':
				return plain(stored).endsWith(plain(texts[0] ?? ''));
			default:
				throw new Error(operator);
		}
	}

	/** The calendar's day, by the platform's own tables. */
	private localDay(moment: number): string {
		return new Intl.DateTimeFormat('sv-SE', { timeZone: this.clock.timeZone }).format(moment);
	}

	private inFilter(filterId: number, kind: SearchKind, record: WorldRecord): boolean {
		const filter = this.world.filters.find((known) => known.id === filterId);
		return filter?.segment.tabs.some((tab) => tab.kind === kind && this.holds(kind, record, tab.condition)) ?? false;
	}

	private accountWith(holds: (account: WorldRecord) => boolean): (id: number) => boolean {
		return (id) => {
			const account = this.find('account', id);
			return account !== null && holds(account);
		};
	}

	private ofAccount(kind: SearchKind, record: WorldRecord, among: (id: number) => boolean): boolean {
		if (kind === 'account') return among(record.id);
		const own = record['account_id'];
		if (typeof own === 'number') return among(own);
		const contactId = kind === 'contact' ? null : record['contact_id'];
		const contact = typeof contactId === 'number' ? this.find('contact', contactId) : null;
		const through = contact?.['account_id'];
		return typeof through === 'number' && among(through);
	}

	private recipientOf(kind: SearchKind, record: WorldRecord): { readonly kind: RecipientKind; readonly id: number } | null {
		if (kind === 'contact' || kind === 'lead' || kind === 'account') return { kind, id: record.id };
		if (kind === 'message') {
			const recipient = kindOfCode(Number(record['recipient_kind']));
			return { kind: recipient as RecipientKind, id: Number(record['recipient_id']) };
		}
		for (const relation of ['contact', 'lead', 'account'] as const) {
			const id = record[`${relation}_id`];
			if (typeof id === 'number') return { kind: relation, id };
		}
		return null;
	}

	private find(kind: SearchKind, id: number): WorldRecord | null {
		return this.world.records[kind].find((record) => record.id === id) ?? null;
	}

	private standsNo(kind: RecipientKind, record: WorldRecord, campaignId: number | null): boolean {
		const inForce = (no: { readonly scope: string; readonly scope_ref: string }) => no.scope === 'all' || (no.scope === 'campaign' && no.scope_ref === String(campaignId));
		const address = addressOf(record);
		return (
			this.world.addressNoes.some((no) => no.address_key === address && inForce(no)) ||
			this.world.recordNoes.some((no) => no.record_kind === kindCode(kind) && no.record_id === record.id && inForce(no))
		);
	}
}

const OPPOSITES: Partial<Record<Operator, Operator>> = { isNot: 'is', isNoneOf: 'isAnyOf', doesNotContain: 'contains', isNotEmpty: 'isEmpty', isFalse: 'isTrue' };

function addressOf(record: WorldRecord): string | null {
	const email = record['email'] ?? null;
	return email === null ? null : normaliseAddress(String(email));
}

function ofCampaign(record: WorldRecord, campaignId: number | null): boolean {
	return campaignId === null || record['campaign_id'] === campaignId;
}

function cameBackSoftly(mail: WorldRecord): boolean {
	const arrived = Number(mail['open_count']) !== 0 || Number(mail['click_count']) !== 0 || (mail['delivered_at'] !== null && mail['bounced_at'] !== null && Number(mail['delivered_at']) > Number(mail['bounced_at']));
	return mail['bounce_kind'] === 'soft' && !arrived;
}

function outcomeIs(message: WorldRecord, outcome: MessageOutcome): boolean {
	const sent = message['state'] === 'sent';
	const counted = (name: string) => Number(message[name]) > 0;
	const happened = (name: string) => (message[name] ?? null) !== null;
	switch (outcome) {
		case 'any':
			return true;
		case 'queued':
			return ['queued', 'claimed', 'sending'].includes(String(message['state']));
		case 'sent':
			return sent;
		case 'notSent':
			return message['state'] === 'not_sent';
		case 'failed':
			return message['state'] === 'failed';
		case 'delivered':
			return happened('delivered_at');
		case 'notDelivered':
			return sent && !happened('delivered_at');
		case 'opened':
			return counted('open_count');
		case 'notOpened':
			return sent && !counted('open_count');
		case 'clicked':
			return counted('click_count');
		case 'notClicked':
			return sent && !counted('click_count');
		case 'bounced':
			return counted('bounce_count');
		case 'bouncedHard':
			return message['bounce_kind'] === 'hard';
		case 'bouncedSoftly':
			return message['bounce_kind'] === 'soft';
		case 'notBounced':
			return sent && !counted('bounce_count');
		case 'dropped':
			return happened('dropped_at');
		case 'spam':
			return happened('spam_at');
		case 'unsubscribed':
			return happened('unsubscribed_at');
	}
}
