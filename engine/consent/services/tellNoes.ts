import { EngineError } from '../../EngineError';
import type { Store } from '../../store/Store';
import { beginTelling, endTelling, untoldNoes, WALK_START, type WalkPlace } from './untoldNoes';
import type { SuppressionService } from './SuppressionService';
import type { Stopped, SweepOptions } from './SweepOptions';

export interface Told {
	/** Addresses that the service mails no longer, or in a dry run: that it would be told. */
	readonly told: number;
	/** In a dry run: which. */
	readonly would: readonly string[];
	/** Those the service doesn't take, with its words; tried again by the next sweep. */
	readonly refused: readonly { readonly address: string; readonly reason: string }[];
	/** Not told yet, because something failed or time was up. */
	readonly left: number;
	readonly stopped: Stopped | null;
}

/**
 * Tells a service the noes that stand here and that it doesn't know (VM-19): addresses only. What it was told is marked
 * before and after each call: broken off at any moment, the next sweep repeats at most one call's, which does no harm.
 * A lift here is not told: whoever is to be mailed by the service again is taken off its list there.
 * @param known addresses that the service is known to suppress, besides those that the store knows of
 */
export async function tellNoes(store: Store, service: SuppressionService, options: SweepOptions, known: ReadonlySet<string>): Promise<Told> {
	const { account } = service;
	const refused: { address: string; reason: string }[] = [];
	const done = new Set<string>();
	const seenSince = options.startOver ? options.begun : null;
	const would: string[] = [];
	let told = 0;
	let left = 0;
	let stopped: Stopped | null = null;
	for (let place: WalkPlace | null = WALK_START; place !== null; ) {
		const page: Awaited<ReturnType<typeof nextUntold>> = await nextUntold(store, account, place, seenSince);
		place = page.next;
		const fresh = page.addresses.filter((address) => !known.has(address) && !done.has(address));
		for (const address of fresh) done.add(address);
		if (options.dryRun) {
			told += fresh.length;
			for (const address of fresh) would.push(address);
			continue;
		}
		for (let at = 0; at < fresh.length; at += service.tellAtOnce) {
			const chunk = fresh.slice(at, at + service.tellAtOnce);
			if (stopped === null && options.now() >= options.deadline) stopped = { part: 'noes', error: null };
			if (stopped !== null) {
				left += chunk.length;
				continue;
			}
			await store.run(beginTelling, { account, addresses: chunk });
			const answer = await tellOnce(service, chunk);
			if (answer instanceof EngineError) {
				stopped = { part: 'noes', error: answer };
				left += chunk.length;
				continue;
			}
			const not = new Set(answer.refused.map(({ address }) => address));
			await store.run(endTelling, { account, addresses: chunk.filter((address) => !not.has(address)) });
			told += chunk.length - not.size;
			refused.push(...answer.refused);
		}
	}
	return { told, would, refused, left, stopped };
}

async function nextUntold(store: Store, account: string, place: WalkPlace, seenSince: number | null) {
	return await store.run(untoldNoes, { account, place, seenSince });
}

/** What the service does wrong is an answer; anything else is thrown. */
async function tellOnce(service: SuppressionService, addresses: readonly string[]) {
	try {
		return await service.tell(addresses);
	} catch (error) {
		if (error instanceof EngineError) return error;
		throw error;
	}
}
