import { fold } from '../../store/fold';
import type { SqlValue } from '../../store/Transaction';
import type { Kind } from '../kinds';
import { textOrNull } from '../recordValues';
import type { KnownRecord } from './KnownRecord';
import type { RowLayout } from './rowLayout';

/** What makes two rows without external id and address the same record: all of these alike. */
const ALIKE: Readonly<Record<Kind, readonly string[]>> = {
	lead: ['name', 'company', 'phone', 'city'],
	contact: ['name', 'account_id', 'phone', 'city'],
	user: ['name'],
	account: ['name'],
	campaign: ['name'],
	template: ['name'],
	opportunity: ['name', 'account_id', 'contact_id', 'lead_id', 'campaign_id'],
	task: ['name', 'due_at', 'account_id', 'contact_id', 'lead_id', 'campaign_id'],
	activity: ['name', 'happened_at', 'account_id', 'contact_id', 'lead_id'],
	event: ['name', 'start_at', 'account_id', 'contact_id', 'lead_id'],
	message: ['name', 'date_at', 'account_id', 'contact_id', 'lead_id'],
};

/** Finds the record that a row means, among those that the batch's rows may mean. The oldest of several. */
export class RecordIndex {
	private readonly byExternalId = new Map<string, KnownRecord>();
	private readonly byAddress = new Map<string, KnownRecord[]>();
	/** Made at the first question: most files never ask. */
	private byLikeness: Map<string, KnownRecord[]> | null = null;
	private readonly records: KnownRecord[] = [];
	private readonly ids = new Set<number>();
	/** Places: of what makes rows alike only what the file fills is compared. */
	private readonly alike: readonly number[];

	constructor(
		kind: Kind,
		private readonly layout: RowLayout,
	) {
		this.alike = ALIKE[kind].flatMap((column) => {
			const place = layout.placeOf(column);
			return place !== null && (column === 'name' || layout.columns[place]?.mapped === true) ? [place] : [];
		});
	}

	/** In ascending order of id; a record given twice is kept once. */
	add(record: KnownRecord): void {
		if (record.id !== null) {
			if (this.ids.has(record.id)) return;
			this.ids.add(record.id);
		}
		this.records.push(record);
		this.refresh(record);
	}

	/** To be told when a record changes: from then on it is found by what it is now. */
	refresh(record: KnownRecord): void {
		const externalId = textOrNull(record.value(this.layout.externalId));
		if (externalId !== null && !this.byExternalId.has(externalId)) this.byExternalId.set(externalId, record);
		const address = this.addressOf(record);
		if (address !== null) append(this.byAddress, address, record);
		if (this.byLikeness) append(this.byLikeness, this.likenessOf(record), record);
	}

	withExternalId(externalId: string): KnownRecord | null {
		return this.byExternalId.get(externalId) ?? null;
	}

	withAddress(address: string): readonly KnownRecord[] {
		return this.byAddress.get(address)?.filter((record) => this.addressOf(record) === address) ?? [];
	}

	/** @param value the row's value at a place */
	like(value: (place: number) => SqlValue): readonly KnownRecord[] {
		const likeness = this.likeness(value);
		return (this.alikeRecords().get(likeness) ?? []).filter((record) => this.likenessOf(record) === likeness);
	}

	private addressOf(record: KnownRecord): string | null {
		return this.layout.addressKey === null ? null : textOrNull(record.value(this.layout.addressKey));
	}

	private alikeRecords(): Map<string, KnownRecord[]> {
		if (this.byLikeness) return this.byLikeness;
		this.byLikeness = new Map();
		for (const record of this.records) append(this.byLikeness, this.likenessOf(record), record);
		return this.byLikeness;
	}

	private likenessOf(record: KnownRecord): string {
		return this.likeness((place) => record.value(place));
	}

	private likeness(value: (place: number) => SqlValue): string {
		return this.alike
			.map((place) => {
				const part = value(place);
				return typeof part === 'string' ? fold(part) : (part ?? '');
			})
			.join('\n');
	}
}

function append(map: Map<string, KnownRecord[]>, key: string, record: KnownRecord): void {
	const known = map.get(key);
	if (!known) map.set(key, [record]);
	else if (!known.includes(record)) insertByAge(known, record);
}

/** Oldest first; records still to be written come last, in the order of their rows. */
function insertByAge(records: KnownRecord[], record: KnownRecord): void {
	const age = (one: KnownRecord) => one.id ?? Number.POSITIVE_INFINITY;
	const place = records.findIndex((other) => age(other) > age(record));
	if (place < 0) records.push(record);
	else records.splice(place, 0, record);
}
