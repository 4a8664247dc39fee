import type { SqlValue } from '../../store/Transaction';
import { customValue, readCustom, type Columns } from '../recordValues';
import type { RowLayout } from './rowLayout';
import type { RowReader } from './RowReader';

type CustomValues = Readonly<Record<string, SqlValue>>;

/** What a record was before the batch changed it. */
type Origin =
	/** Made by a row of the batch. */
	| { readonly kind: 'row'; readonly rows: RowReader; readonly row: number }
	| { readonly kind: 'stored'; readonly columns: Readonly<Columns> };

/** A record that rows of a batch may mean: of the store, or made by an earlier row. */
export class KnownRecord {
	/** By place; null: as it was. */
	private values: SqlValue[] | null = null;
	private customValues: CustomValues | null = null;
	private differs = false;

	private constructor(
		private readonly layout: RowLayout,
		private readonly origin: Origin,
		/** NULL until the record is written. */
		public id: number | null,
		/** Written by a row of this import: later rows only fill what is empty. */
		public touched: boolean,
	) {}

	static ofRow(layout: RowLayout, rows: RowReader, row: number): KnownRecord {
		return new KnownRecord(layout, { kind: 'row', rows, row }, null, true);
	}

	/** @param columns its row as the store holds it: `id`, `created_at`, those of the layout, and `custom` where the file has such */
	static stored(layout: RowLayout, columns: Readonly<Columns>, touched: boolean): KnownRecord {
		return new KnownRecord(layout, { kind: 'stored', columns }, Number(columns.id), touched);
	}

	get isNew(): boolean {
		return this.origin.kind === 'row';
	}

	/** Whether it has to be written. */
	get changed(): boolean {
		return this.differs || this.isNew;
	}

	/** The row that holds all there is to know of a new record; null where later rows changed it, or it is the store's. */
	get onlyRow(): number | null {
		return this.origin.kind === 'row' && !this.differs ? this.origin.row : null;
	}

	/** Line of the row that makes it; null for one of the store. */
	get line(): number | null {
		return this.origin.kind === 'row' ? this.origin.rows.line(this.origin.row) : null;
	}

	get createdAt(): number | null {
		return this.origin.kind === 'stored' ? Number(this.origin.columns.created_at) : null;
	}

	value(place: number): SqlValue {
		return this.values ? (this.values[place] ?? null) : this.before(place);
	}

	valueOf(column: string): SqlValue {
		const place = this.layout.placeOf(column);
		return place === null ? null : this.value(place);
	}

	set(place: number, value: SqlValue): void {
		this.values ??= this.layout.columns.map((_, each) => this.before(each));
		this.values[place] = value;
		this.differs = true;
	}

	get custom(): CustomValues {
		return (this.customValues ??= this.origin.kind === 'row' ? this.origin.rows.custom(this.origin.row) : readCustom(this.origin.columns.custom ?? null));
	}

	customValue(key: string): SqlValue {
		return customValue(this.custom, key);
	}

	setCustom(values: CustomValues): void {
		this.customValues = { ...this.custom, ...values };
		this.differs = true;
	}

	private before(place: number): SqlValue {
		switch (this.origin.kind) {
			case 'row':
				return this.origin.rows.newValue(this.origin.row, place);
			case 'stored':
				return this.origin.columns[this.layout.columns[place]?.name ?? ''] ?? null;
		}
	}
}
