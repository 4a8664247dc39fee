import type { ReadEvents } from '../../../../engine/events/ReceivedEvent';
import type { ReadRange, Suppression, SuppressionService, ToldNoes } from '../../../../engine/consent/services/SuppressionService';
import type { SweepOptions } from '../../../../engine/consent/services/SweepOptions';

/** Rows of a page, and addresses of a call. */
export const PAGE = 10;

/** A mail service in memory: what it is told shows up on its list, at the time it was told. */
export class FakeService implements SuppressionService {
	readonly name = 'Fake';
	readonly account: string;
	readonly tellAtOnce = PAGE;
	readonly cannot: readonly string[] = [];
	readonly rows: Suppression[] = [];
	readonly reported: ReadEvents = { events: [], rejected: [] };
	/** Calls, as they came: `read 20`, `tell 3`. */
	readonly calls: string[] = [];
	/** What it was told, in order. */
	readonly told: string[] = [];
	/** Before a call is answered; throws: it fails. */
	onCall: (call: string) => void = () => undefined;
	/** After a call was done; throws: its answer is lost. */
	afterCall: (call: string) => void = () => undefined;
	/** Shows only when it last changed what it holds. */
	onlyLastChange = false;
	readonly lists = [{ name: 'noes', pages: (range: ReadRange) => this.pages(range) }];
	events: SuppressionService['events'] = null;

	constructor(account = 'fake-1') {
		this.account = account;
	}

	add(address: string, changes: Partial<Suppression> = {}): void {
		this.rows.push({ address, reason: 'unsubscribed', since: 1_000, sinceIsLastChange: this.onlyLastChange, note: null, ...changes });
	}

	private async *pages({ since, until, from }: ReadRange) {
		const rows = this.rows.filter((row) => (since === null || (row.since ?? Infinity) >= since) && (row.since === null || row.since <= until));
		for (let at: number | null = from; at !== null; ) {
			this.calls.push(`read ${at}`);
			this.onCall(`read ${at}`);
			const next: number | null = at + PAGE < rows.length ? at + PAGE : null;
			yield { rows: rows.slice(at, at + PAGE), next };
			at = next;
		}
	}

	async tell(addresses: readonly string[]): Promise<ToldNoes> {
		const call = `tell ${addresses.length}`;
		this.calls.push(call);
		this.onCall(call);
		const refused = addresses.filter((address) => address.startsWith('odd')).map((address) => ({ address, reason: 'No such thing' }));
		for (const address of addresses) {
			if (refused.some((one) => one.address === address)) continue;
			this.told.push(address);
			if (!this.rows.some((row) => row.address === address)) this.add(address, { since: Date.now() });
		}
		this.afterCall(call);
		return { refused };
	}
}

export function sweep(changes: Partial<SweepOptions> = {}): SweepOptions {
	return { dryRun: false, startOver: false, begun: Date.now(), deadline: Infinity, now: Date.now, ...changes };
}
