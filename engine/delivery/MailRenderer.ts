import { loadMergeContexts, type MergeTarget } from '../messages/mergeContext';
import type { MergeFields } from '../messages/mergeFields';
import { normaliseAddress } from '../records/emailAddress';
import type { Store } from '../store/Store';
import type { ClaimedMessage } from './claimMessages';
import type { Mailbox, OutgoingMail } from './MailChannel';
import { messageRef } from './messageRef';
import { readRenderingFacts, type KeptTemplate, type RenderingFacts } from './readRenderingFacts';
import { readyTemplate, senderAddress, type ReadyTemplate } from './readyTemplate';

/** Whom mails come from where the template doesn't say. */
export interface SenderDefaults {
	readonly name: string | null;
	/** Null: every template has to name one. */
	readonly address: string | null;
	readonly replyTo: string | null;
}

export interface RenderedMessage {
	readonly kind: 'mail';
	readonly message: ClaimedMessage;
	readonly mail: OutgoingMail;
}

export interface UnrenderedMessage {
	readonly kind: 'problem';
	readonly message: ClaimedMessage;
	readonly problem: string;
}

/** Nothing is wrong with it, but nobody said whom it comes from. */
export interface SenderlessMessage {
	readonly kind: 'no sender';
	readonly message: ClaimedMessage;
}

/** Fills templates in for pages of messages: each version is compiled once, each page read with a few statements. */
export class MailRenderer {
	private readonly templates = new Map<number, ReadyTemplate>();
	private facts: RenderingFacts | null = null;

	constructor(
		private readonly store: Store,
		private readonly from: SenderDefaults,
	) {}

	/** One answer per message, in order. */
	async render(messages: readonly ClaimedMessage[]): Promise<(RenderedMessage | UnrenderedMessage | SenderlessMessage)[]> {
		if (messages.length === 0) return [];
		await this.loadTemplates(messages);
		const contexts = await this.store.run(loadMergeContexts, {
			targets: messages.map(targetOf),
			fields: this.fieldsUsed(messages),
		});
		return messages.map((message, index) => {
			const context = contexts[index];
			const template = this.templates.get(message.template_version_id);
			if (!context || !template || !this.facts) return { kind: 'problem', message, problem: 'Its template is gone.' };
			if (template.kind === 'problem') return { kind: 'problem', message, problem: template.problem };
			const from = this.sender(template.kept);
			if (from === null) return { kind: 'no sender', message };
			try {
				const rendered = template.compiled.render(context);
				const mail: OutgoingMail = {
					messageRef: messageRef(message.id, this.facts.key),
					from,
					to: { name: nameOf(context.recipient), address: message.address_key },
					replyTo: mailbox(template.kept.reply_to ?? this.from.replyTo),
					subject: rendered.subject,
					html: rendered.html,
					text: rendered.text,
					filled: null,
					headers: {},
				};
				return { kind: 'mail', message, mail };
			} catch (error) {
				return { kind: 'problem', message, problem: error instanceof Error ? error.message : String(error) };
			}
		});
	}

	private async loadTemplates(messages: readonly ClaimedMessage[]): Promise<void> {
		const missing = [...new Set(messages.map((message) => message.template_version_id))].filter((id) => !this.templates.has(id));
		if (missing.length === 0) return;
		const facts = await this.store.run(readRenderingFacts, { templateVersionIds: missing });
		this.facts = facts;
		for (const kept of facts.templates) {
			this.templates.set(kept.id, readyTemplate(kept, facts.mergeFields));
		}
	}

	private fieldsUsed(messages: readonly ClaimedMessage[]): MergeFields {
		const recipient = new Set(['name']);
		const account = new Set<string>();
		const campaign = new Set<string>();
		const sender = new Set<string>();
		for (const id of new Set(messages.map((message) => message.template_version_id))) {
			const template = this.templates.get(id);
			if (template?.kind !== 'ready') continue;
			const used = template.compiled.fieldsUsed;
			used.recipient.forEach((name) => recipient.add(name));
			used.account.forEach((name) => account.add(name));
			used.campaign.forEach((name) => campaign.add(name));
			used.sender.forEach((name) => sender.add(name));
		}
		return { recipient: [...recipient], account: [...account], campaign: [...campaign], sender: [...sender] };
	}

	/** Null where nobody said it, or what was said is no address. */
	private sender(template: KeptTemplate): Mailbox | null {
		const address = senderAddress(template, this.from.address);
		return address === null ? null : { name: template.from_name ?? this.from.name, address };
	}
}

function targetOf(message: ClaimedMessage): MergeTarget {
	return {
		recipientKind: message.recipient_kind,
		recipientId: message.recipient_id,
		accountId: message.account_id,
		campaignId: message.campaign_id,
		senderId: message.assigned_user_id,
	};
}

function nameOf(recipient: Readonly<Record<string, unknown>>): string | null {
	return typeof recipient['name'] === 'string' ? recipient['name'] : null;
}

function mailbox(address: string | null): Mailbox | null {
	const normalised = normaliseAddress(address);
	return normalised === null ? null : { name: null, address: normalised };
}
