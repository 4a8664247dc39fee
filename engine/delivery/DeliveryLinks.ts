import { unsubscribeToken } from '../consent/unsubscribeToken';
import { bounceAddress } from '../events/bounces/bounceAddress';
import { trackedHtml } from '../events/tracking/trackedHtml';
import type { SigningKey } from '../records/signingKey';

/** Addresses of this n8n that mails carry. */
export interface DeliveryLinks {
	/** Where the unsubscribe page is published; null: nowhere. */
	readonly unsubscribePage: string | null;
	/** Where opens and clicks of one's own server's mails arrive; null: they are not tracked. */
	readonly tracking: string | null;
	/** An address whose mailbox is read for bounces: they come back to it with the message's reference. Null: to From. */
	readonly bounces: string | null;
	/** Marketing that nobody could unsubscribe from stays in the queue. False only for trying out. */
	readonly unsubscribeRequired: boolean;
}

/** For trying out: nothing is added to mails, and nothing asked for. */
export const WITHOUT_LINKS: DeliveryLinks = { unsubscribePage: null, tracking: null, bounces: null, unsubscribeRequired: false };

/** What of a campaign's mails is tracked. */
export type CampaignTracking = 'both' | 'opens' | 'clicks' | 'none';

/** Makes the links of single messages: what a message's recipient does is told by them. */
export class MessageLinks {
	constructor(
		private readonly links: DeliveryLinks,
		private readonly keys: { readonly unsubscribe: SigningKey; readonly tracking: SigningKey },
		private readonly now: number = Date.now(),
	) {}

	/** Where this message's recipient unsubscribes; null where no page is published. */
	unsubscribeUrl(messageId: number): string | null {
		const page = this.links.unsubscribePage;
		return page === null ? null : unsubscribeLink(page, unsubscribeToken({ messageId, issuedAt: this.now }, this.keys.unsubscribe));
	}

	/** The return path that tells which message came back. */
	returnPath(messageRef: string): string | null {
		return this.links.bounces === null ? null : bounceAddress(this.links.bounces, messageRef);
	}

	tracked(html: string, messageRef: string, what: CampaignTracking): string {
		const { tracking, unsubscribePage } = this.links;
		if (tracking === null || what === 'none') return html;
		return trackedHtml(html, {
			messageRef,
			key: this.keys.tracking,
			base: tracking,
			opens: what === 'both' || what === 'opens',
			clicks: what === 'both' || what === 'clicks',
			untouched: unsubscribePage === null ? [] : [unsubscribePage],
		});
	}
}

/** Where the page with a token is. */
export function unsubscribeLink(page: string, token: string): string {
	return `${page}${page.includes('?') ? '&' : '?'}t=${token}`;
}

/** RFC 8058: the mail program's own button, which posts to the very address. */
export function unsubscribeHeaders(url: string): Record<string, string> {
	return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
