import type { OutgoingMail } from '../../../engine/delivery/MailChannel';
import { composeVersion } from './composeCall';

/** Versions a call may have; each has one recipient, so the limit of 2,000 recipients is never reached. */
export const MOST_VERSIONS = 1_000;
/** Bytes of a call. About 20 MB are said to be taken (help centre, not verified): some room is left. */
export const LARGEST_CALL = 15_000_000;

/** Mails of a batch that go in one call, by their places in the batch. */
export type CallPlan = readonly number[];

/** How a batch is split into calls. */
export interface BatchPlan {
	readonly calls: readonly CallPlan[];
	/** Larger than a call may be, alone. */
	readonly tooLarge: readonly number[];
}

/** Splits mails into calls: one sender a call, in order, as full as the service takes them. Pure. */
export function planCalls(mails: readonly OutgoingMail[], places: readonly number[] = mails.map((_, place) => place)): BatchPlan {
	const calls: number[][] = [];
	const tooLarge: number[] = [];
	const open = new Map<string, { readonly call: number[]; bytes: number }>();
	for (const place of places) {
		const mail = mails[place];
		if (mail === undefined) continue;
		const bytes = Buffer.byteLength(JSON.stringify(composeVersion(mail))) + 1;
		if (bytes > LARGEST_CALL) {
			tooLarge.push(place);
			continue;
		}
		const sender = JSON.stringify([mail.from.address, mail.from.name]);
		const current = open.get(sender);
		if (current !== undefined && current.call.length < MOST_VERSIONS && current.bytes + bytes <= LARGEST_CALL) {
			current.call.push(place);
			current.bytes += bytes;
			continue;
		}
		const call = [place];
		calls.push(call);
		open.set(sender, { call, bytes });
	}
	return { calls, tooLarge };
}
