import { loadMergeContexts, type MergeContext, type MergeTarget } from '../messages/mergeContext';
import type { MergeFields } from '../messages/mergeFields';
import type { Apart, CompiledTemplate } from '../messages/templates/compileTemplate';
import type { RenderedEmail, TemplateContext } from '../messages/templates/EmailTemplate';
import { normaliseAddress } from '../records/emailAddress';
import type { Store } from '../store/Store';
import type { ClaimedMessage } from './claimMessages';
import { MessageLinks, unsubscribeHeaders, type CampaignTracking, type DeliveryLinks } from './DeliveryLinks';
import type { FilledBody, Mailbox, MailChannel, OutgoingMail, Piece, SharedBody } from './MailChannel';
import { messageRef } from './messageRef';
import { readRenderingFacts, type KeptTemplate, type RenderingFacts } from './readRenderingFacts';
import { lacksUnsubscribe, readyTemplate, senderAddress, type ReadyTemplate, type ReadyToFill, type UnsubscribeWays } from './readyTemplate';

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

/** Nothing is wrong with it, but its recipient could not unsubscribe. */
export interface EndlessMessage {
	readonly kind: 'no unsubscribe';
	readonly message: ClaimedMessage;
}

/** What becomes of a claimed message on its way out. */
export type Rendered = RenderedMessage | UnrenderedMessage | SenderlessMessage | EndlessMessage;

/** How mails are to be made. */
export interface MailMaking {
	readonly from: SenderDefaults;
	readonly links: DeliveryLinks;
	readonly channel: Pick<MailChannel, 'fillsGaps' | 'addsUnsubscribe' | 'tracks'>;
}

/** What a delivery offers for unsubscribing. */
export function unsubscribeWays({ links, channel }: Pick<MailMaking, 'links' | 'channel'>): UnsubscribeWays {
	return { required: links.unsubscribeRequired, page: links.unsubscribePage !== null, channel: channel.addsUnsubscribe === true };
}

/** Fills templates in for pages of messages: each version is compiled once, each page read with a few statements. */
export class MailRenderer {
	private readonly templates = new Map<number, ReadyTemplate>();
	private readonly bodies = new Map<string, SharedBody>();
	private facts: RenderingFacts | null = null;
	private links: MessageLinks | null = null;
	private readonly tracking = new Map<number, CampaignTracking | null>();
	private readonly ways: UnsubscribeWays;

	constructor(
		private readonly store: Store,
		private readonly making: MailMaking,
	) {
		this.ways = unsubscribeWays(making);
	}

	/** One answer per message, in order. */
	async render(messages: readonly ClaimedMessage[]): Promise<Rendered[]> {
		if (messages.length === 0) return [];
		await this.loadFacts(messages);
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
			if (lacksUnsubscribe(template, this.ways)) return { kind: 'no unsubscribe', message };
			try {
				const mail = this.mail(message, template, context, from, this.facts.key);
				return { kind: 'mail', message, mail };
			} catch (error) {
				return { kind: 'problem', message, problem: error instanceof Error ? error.message : String(error) };
			}
		});
	}

	private mail(message: ClaimedMessage, template: ReadyToFill, context: MergeContext, from: Mailbox, key: string): OutgoingMail {
		const { kept, compiled } = template;
		const ref = messageRef(message.id, key);
		const unsubscribeUrl = kept.transactional === 1 ? null : (this.links?.unsubscribeUrl(message.id) ?? null);
		const tracking = this.tracking.get(message.campaign_id) ?? null;
		const filling = { ...context, unsubscribe_url: unsubscribeUrl };
		const { rendered, filled } = this.making.channel.fillsGaps ? this.filledApart(compiled, kept.id, filling) : { rendered: compiled.render(filling), filled: null };
		return {
			messageRef: ref,
			from,
			to: { name: nameOf(context.recipient), address: message.address_key },
			replyTo: mailbox(kept.reply_to ?? this.making.from.replyTo),
			returnPath: this.links?.returnPath(ref) ?? null,
			subject: rendered.subject,
			html: this.making.channel.tracks ? rendered.html : (this.links?.tracked(rendered.html, ref, tracking ?? 'both') ?? rendered.html),
			text: rendered.text,
			filled,
			marketing: kept.transactional !== 1,
			tracking,
			headers: unsubscribeUrl === null ? {} : unsubscribeHeaders(unsubscribeUrl),
		};
	}

	/** HTML and plain text are shared by their fixed text; the subject is short, and each recipient's as a whole. */
	private filledApart(compiled: CompiledTemplate, versionId: number, context: TemplateContext): { readonly rendered: RenderedEmail; readonly filled: FilledBody } {
		const { htmlApart, textApart, ...rendered } = compiled.renderApart(context);
		const text = textApart ?? { fixed: ['', ''], gaps: [rendered.text] };
		const id = `${versionId}${textApart === null ? ' own text' : ''}`;
		const body = this.bodies.get(id) ?? sharedBody(id, htmlApart, text);
		this.bodies.set(id, body);
		return { rendered, filled: { body, values: [...htmlApart.gaps, ...text.gaps, rendered.subject] } };
	}

	private async loadFacts(messages: readonly ClaimedMessage[]): Promise<void> {
		const templateVersionIds = [...new Set(messages.map((message) => message.template_version_id))].filter((id) => !this.templates.has(id));
		const campaignIds = [...new Set(messages.map((message) => message.campaign_id))].filter((id) => !this.tracking.has(id));
		if (templateVersionIds.length === 0 && campaignIds.length === 0) return;
		const facts = await this.store.run(readRenderingFacts, { templateVersionIds, campaignIds });
		this.facts = facts;
		this.links ??= new MessageLinks(this.making.links, facts.linkKeys);
		for (const [id, tracking] of facts.tracking) this.tracking.set(id, tracking);
		for (const kept of facts.templates) this.templates.set(kept.id, readyTemplate(kept, facts.mergeFields));
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
		const address = senderAddress(template, this.making.from.address);
		return address === null ? null : { name: template.from_name ?? this.making.from.name, address };
	}
}

/** Gaps are numbered through: those of the HTML, then of the plain text, the subject as the last. */
function sharedBody(id: string, html: Apart, text: Apart): SharedBody {
	const ofHtml = html.gaps.length;
	return { id, html: pieces(html, 0), text: pieces(text, ofHtml), subject: [ofHtml + text.gaps.length] };
}

/** What stands before, between and behind the gaps, with their numbers between. */
function pieces({ fixed, gaps }: Apart, from: number): Piece[] {
	return fixed.flatMap((text, gap): Piece[] => (gap < gaps.length ? [text, from + gap] : [text]));
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
