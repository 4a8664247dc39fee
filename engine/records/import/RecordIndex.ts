import { fold } from '../../store/fold';
import type { Kind } from '../kinds';
import { textOrNull, type Columns } from '../recordValues';
import type { SqlValue } from '../../store/Transaction';

/** A record that rows of a batch may mean: of the store, or made by an earlier row. */
export interface KnownRecord {
	/** NULL until the record is written. */
	id: number | null;
	/** Its row as the store holds it; null for a new one. */
	readonly stored: Readonly<Columns> | null;
	/** Columns as they shall be; those of `stored` unless said otherwise. */
	readonly changed: Columns;
	custom: Readonly<Record<string, SqlValue>>;
	customChanged: boolean;
	/** Written by a row of this import: later rows only fill what is empty. */
	touched: boolean;
	/** Line of the row that makes it; null for one of the store. */
	readonly line: number | null;
}

export function valueOf(record: KnownRecord, column: string): SqlValue {
	const changed = record.changed[column];
	return changed === undefined ? (record.stored?.[column] ?? null) : changed;
}

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

	private readonly alike: readonly string[];

	/** @param mapped the columns that the file fills: of what makes rows alike only these are compared */
	constructor(kind: Kind, mapped: ReadonlySet<string>) {
		this.alike = ALIKE[kind].filter((column) => column === 'name' || mapped.has(column));
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
		const externalId = textOrNull(valueOf(record, 'external_id'));
		if (externalId !== null && !this.byExternalId.has(externalId)) this.byExternalId.set(externalId, record);
		const address = textOrNull(valueOf(record, 'email_key'));
		if (address !== null) append(this.byAddress, address, record);
		if (this.byLikeness) append(this.byLikeness, this.likenessOf(record), record);
	}

	withExternalId(externalId: string): KnownRecord | null {
		return this.byExternalId.get(externalId) ?? null;
	}

	withAddress(address: string): readonly KnownRecord[] {
		return (this.byAddress.get(address) ?? []).filter((record) => valueOf(record, 'email_key') === address);
	}

	like(row: { readonly columns: Readonly<Columns>; readonly identity: Readonly<Columns> }): readonly KnownRecord[] {
		const likeness = this.likeness((column) => row.identity[column] ?? row.columns[column] ?? null);
		return (this.alikeRecords().get(likeness) ?? []).filter((record) => this.likenessOf(record) === likeness);
	}

	private alikeRecords(): Map<string, KnownRecord[]> {
		if (this.byLikeness) return this.byLikeness;
		this.byLikeness = new Map();
		for (const record of this.records) append(this.byLikeness, this.likenessOf(record), record);
		return this.byLikeness;
	}

	private likenessOf(record: KnownRecord): string {
		return this.likeness((column) => valueOf(record, column));
	}

	private likeness(value: (column: string) => SqlValue): string {
		return this.alike
			.map((column) => {
				const part = value(column);
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
