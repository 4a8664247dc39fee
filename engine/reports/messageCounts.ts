import { hasArrived, isUnrefuted, type Fate } from './fate';

/**
 * What became of messages. All but the first five are of those sent; each message counts once, however often it was
 * opened or clicked.
 */
export interface MessageCounts {
	/** All there are, sent or not. */
	readonly messages: number;
	/** Kept back, with a reason: no address, opted out, … */
	readonly notSent: number;
	/** Refused by the mail server or service for good, or given up. */
	readonly failed: number;
	/** Handed over, the answer was lost. */
	readonly uncertain: number;
	/** Queued or on their way. */
	readonly waiting: number;
	/** Accepted by the mail server or service, or sent by another node or by hand. */
	readonly sent: number;
	/**
	 * Reported as delivered and not bounced hard; or opened (also by a machine), clicked, reported as spam or
	 * unsubscribed from. Where nobody reports deliveries (see `DeliveryBasis`): neither bounced nor dropped.
	 */
	readonly delivered: number;
	/** By a person, as far as its picture was loaded: a mail program without pictures tells nothing. */
	readonly opened: number;
	/** By a person or by a machine, such as a mail program that loads all pictures beforehand. */
	readonly openedWithMachines: number;
	/** By a person. */
	readonly clicked: number;
	/** Clicked, and seen to be opened. */
	readonly openedAndClicked: number;
	readonly hardBounced: number;
	readonly softBounced: number;
	/** Not handed on by the service, because of an earlier bounce or complaint. */
	readonly dropped: number;
	readonly unsubscribed: number;
	readonly spam: number;
}

export const NO_MESSAGES: MessageCounts = {
	messages: 0, notSent: 0, failed: 0, uncertain: 0, waiting: 0, sent: 0, delivered: 0, opened: 0, openedWithMachines: 0, clicked: 0, openedAndClicked: 0,
	hardBounced: 0, softBounced: 0, dropped: 0, unsubscribed: 0, spam: 0,
};

/**
 * What a number of messages that went the same way count as.
 * @param reports whether their channel reports deliveries
 */
export function countsOf(fate: Fate, count: number, reports: boolean): MessageCounts {
	if (fate.kind !== 'sent') return { ...NO_MESSAGES, messages: count, [fate.kind]: count };
	const when = (holds: boolean): number => (holds ? count : 0);
	const { is } = fate;
	return {
		...NO_MESSAGES,
		messages: count,
		sent: count,
		delivered: when(hasArrived(fate) || (!reports && isUnrefuted(fate))),
		opened: when(is('opened')),
		openedWithMachines: when(is('opened') || is('openedByMachine')),
		clicked: when(is('clicked')),
		openedAndClicked: when(is('opened') && is('clicked')),
		hardBounced: when(is('hardBounced')),
		softBounced: when(is('softBounced')),
		dropped: when(is('dropped')),
		unsubscribed: when(is('unsubscribed')),
		spam: when(is('spam')),
	};
}

/** Each figure of both, added. */
export function addMessages(one: MessageCounts, other: MessageCounts): MessageCounts {
	const sum: { -readonly [Name in keyof MessageCounts]: number } = { ...one };
	let name: keyof MessageCounts;
	for (name in other) sum[name] += other[name];
	return sum;
}
