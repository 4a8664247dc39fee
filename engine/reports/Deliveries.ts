import type { Tallied } from '../store/tally';
import type { SqlValue } from '../store/Transaction';
import type { DeliveryBasis } from './CampaignReport';
import { fateOf, hasArrived, isUnrefuted } from './fate';

/** Nobody reports what arrives by these: one's own mail server, what other nodes sent, what was written down by hand. */
const UNREPORTED: ReadonlySet<SqlValue> = new Set(['smtp', 'email', 'sms', null]);

/**
 * Which channels tell what arrived. A service that reported nothing at all of a campaign isn't listened to: its
 * messages count as one's own server's do, instead of none of them as delivered.
 */
export class Deliveries {
	private constructor(
		/** By campaign and channel. */
		private readonly heard: ReadonlySet<string>,
		readonly basis: DeliveryBasis,
	) {}

	/** From messages counted by campaign, channel, salesperson and fate. */
	static of(counts: readonly Tallied[]): Deliveries {
		const sent = counts.flatMap(({ key: [campaignId = null, channel = null, , fate], count }) => {
			const read = fateOf(Number(fate));
			return read.kind === 'sent' ? [{ place: place(campaignId, channel), channel, fate: read, count }] : [];
		});
		const heard = new Set(sent.filter(({ channel, fate }) => !UNREPORTED.has(channel) && fate.is('reported')).map((row) => row.place));
		const silent = sent.filter((row) => !heard.has(row.place));
		return new Deliveries(heard, {
			assumed: silent.filter(({ fate }) => !hasArrived(fate) && isUnrefuted(fate)).reduce((sum, { count }) => sum + count, 0),
			unheard: [...new Set(silent.filter(({ channel }) => !UNREPORTED.has(channel)).map(({ channel }) => String(channel)))].sort(),
		});
	}

	/** Whether what arrives is reported; else what did not come back counts as delivered. */
	areReported(campaignId: SqlValue, channel: SqlValue): boolean {
		return this.heard.has(place(campaignId, channel));
	}

	/** Of messages that nothing is known of, counted by day, campaign and channel: those that count as delivered. */
	assumed(counts: readonly Tallied[]): readonly Tallied[] {
		return counts.filter(({ key: [, campaignId = null, channel = null] }) => !this.areReported(campaignId, channel));
	}
}

function place(campaignId: SqlValue, channel: SqlValue): string {
	return `${campaignId} ${channel ?? ''}`;
}
