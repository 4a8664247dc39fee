import { keyed } from '../../events/intake';
import { putDown, takeUpEvents } from '../../events/takeUpEvents';
import type { Store } from '../../store/Store';
import type { ConsentSource } from '../ConsentEntry';
import { readPages, type ReadingEnd } from './readPages';
import { previewSuppressions, saveCursor, storeSuppressions, type PageCounts, type WouldSay } from './storeSuppressions';
import type { ReportedEvents, SuppressionList, SuppressionService } from './SuppressionService';
import type { Stopped, SweepOptions } from './SweepOptions';

/** What was read of one list. */
export interface ListRead extends PageCounts {
	readonly list: string;
	/** Lines that the ledger got, or would get. */
	readonly added: number;
	readonly whole: boolean;
}

export interface EventsRead {
	readonly read: number;
	/** Not reported before. In a dry run null: only the intake knows. */
	readonly fresh: number | null;
	/** Could not be read. */
	readonly rejected: number;
	readonly whole: boolean;
}

export interface Pulled {
	readonly lists: readonly ListRead[];
	/** Null: the service doesn't tell, or there was no time for it. */
	readonly events: EventsRead | null;
	/** Of a dry run: the lines that the ledger would get. */
	readonly would: readonly WouldSay[];
	/** Of a dry run: all addresses that the service suppresses, as far as they were read. */
	readonly present: ReadonlySet<string>;
	readonly stopped: readonly Stopped[];
}

/** The events' cursor among those of the lists. */
const EVENTS = 'events';

/**
 * Reads a service's lists into the ledger, and what it reported of mails into the intake (VM-19): each line with the
 * service's time, its list as proof. Never lifts. Goes on where it was broken off; a list that fails holds up no other.
 */
export async function pullNoes(store: Store, service: SuppressionService, options: SweepOptions): Promise<Pulled> {
	const foretold = new Foretold();
	const lists: ListRead[] = [];
	const stopped: Stopped[] = [];
	const note = (part: string, end: ReadingEnd): void => {
		if (end.kind !== 'whole') stopped.push({ part, error: end.kind === 'failed' ? end.error : null });
	};
	for (const list of service.lists) {
		const { read, end } = await pullList(store, service, list, options, foretold);
		lists.push(read);
		note(list.name, end);
	}
	let events: EventsRead | null = null;
	if (service.events !== null) {
		const pulled = await pullEvents(store, service.account, service.events, options);
		events = pulled.read;
		note(EVENTS, pulled.end);
	}
	return { lists, events, would: foretold.lines, present: foretold.present, stopped };
}

async function pullList(store: Store, { name, account }: SuppressionService, list: SuppressionList, options: SweepOptions, foretold: Foretold): Promise<{ read: ListRead; end: ReadingEnd }> {
	const counts = { rows: 0, added: 0, echoes: 0, forgotten: 0, unreadable: 0 };
	const end = await readPages(
		store,
		{
			account,
			list: list.name,
			pages: (range) => list.pages(range),
			take: async ({ rows }, cursor) => {
				const page = { service: name, account, list: list.name, rows };
				if (options.dryRun) {
					const found = await store.run(previewSuppressions, page);
					add(counts, { ...found, added: foretold.take(found.would, found.present) });
				} else add(counts, await store.run(storeSuppressions, { ...page, cursor }));
			},
		},
		options,
	);
	return { read: { list: list.name, ...counts, whole: end.kind === 'whole' }, end };
}

async function pullEvents(store: Store, account: string, events: ReportedEvents, options: SweepOptions): Promise<{ read: EventsRead; end: ReadingEnd }> {
	const counts = { read: 0, fresh: 0, rejected: 0 };
	const end = await readPages(
		store,
		{
			account,
			list: EVENTS,
			pages: (range) => events.pages(range),
			take: async (page, cursor) => {
				counts.read += page.events.length;
				counts.rejected += page.rejected.length;
				if (options.dryRun) return;
				// The cursor after the intake: told twice, an event is passed over.
				counts.fresh += (await putDown(store, keyed(page))).length;
				await store.run(saveCursor, { account, list: EVENTS, cursor });
			},
		},
		options,
	);
	if (!options.dryRun) await takeUpEvents(store);
	return { read: { ...counts, fresh: options.dryRun ? null : counts.fresh, whole: end.kind === 'whole' }, end };
}

/** What a dry run has seen so far: what one page would add, the next adds no more. */
class Foretold {
	readonly lines: WouldSay[] = [];
	readonly present = new Set<string>();
	private readonly latest = new Map<string, number>();

	/** Answers how many lines are new. */
	take(would: readonly WouldSay[], present: readonly string[]): number {
		for (const addressKey of present) this.present.add(addressKey);
		const before = this.lines.length;
		for (const line of would) {
			const key = subject(line.source, line.addressKey);
			if ((this.latest.get(key) ?? -Infinity) >= line.happenedAt) continue;
			this.latest.set(key, line.happenedAt);
			this.lines.push(line);
		}
		return this.lines.length - before;
	}
}

function subject(source: ConsentSource, addressKey: string): string {
	return `${source} ${addressKey}`;
}

function add(counts: { rows: number; added: number; echoes: number; forgotten: number; unreadable: number }, page: PageCounts & { readonly added: number }): void {
	counts.rows += page.rows;
	counts.added += page.added;
	counts.echoes += page.echoes;
	counts.forgotten += page.forgotten;
	counts.unreadable += page.unreadable;
}
