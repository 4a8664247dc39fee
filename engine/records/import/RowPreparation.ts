import type { SqlValue } from '../../store/Transaction';
import { customColumns } from '../recordValues';
import type { ImportRow } from './ImportBatch';
import type { ImportPlan } from './importPlan';
import type { CellReader } from './CellReader';
import { NamedTexts } from './namedRecords';
import { parseRow, type ParsedRow } from './parseRow';
import { NOTHING, NUMBER, type PreparedRows, type RefusedOptOut } from './PreparedRows';
import { TextPool } from './TextPool';
import { Warnings } from './Warnings';

/** More text than this, in characters, is a batch, however few its rows: they are held in memory several times over. */
const MAX_TEXT = 8_000_000;

/** Reads rows, one after the other, outside any transaction, and keeps what the transaction needs of them: batch by batch. */
export class RowPreparation {
	private readonly width: number;
	private readonly lines: Int32Array;
	private readonly starts: Int32Array;
	private readonly ends: Int32Array;
	private readonly derivedNames: Uint8Array;
	private readonly optOuts: Uint8Array;
	private readonly references: Int32Array;
	/** By place of the layout. */
	private readonly readerAt: readonly (CellReader | undefined)[];
	private readonly texts = new TextPool();
	private numbers: number[] = [];
	private named: readonly NamedTexts[] = [];
	private warnings = new Warnings();
	private refusedOptOuts: RefusedOptOut[] = [];
	private count = 0;

	/**
	 * @param cellsAt where the cells of the plan's columns stand in a row
	 * @param size the most rows
	 */
	constructor(
		private readonly plan: ImportPlan,
		private readonly cellsAt: readonly number[],
		private readonly size: number,
	) {
		this.width = plan.layout.slots;
		this.lines = new Int32Array(size);
		this.starts = new Int32Array(size * this.width);
		this.ends = new Int32Array(size * this.width);
		this.derivedNames = new Uint8Array(size);
		this.optOuts = new Uint8Array(size);
		this.references = new Int32Array(size * plan.references.length);
		this.readerAt = plan.layout.columns.map((_, place) => plan.columns.find((column) => column.place === place)?.reader);
		this.begin();
	}

	/** Whether it takes no further row. */
	get full(): boolean {
		return this.count >= this.size || this.texts.size >= MAX_TEXT;
	}

	/** Answers why the row is refused; null: it was taken, its place is the number of rows taken before. */
	add(row: ImportRow): string | null {
		const parsed = parseRow(this.plan, this.cellsAt, row, this.warnings);
		if ('refused' in parsed) {
			if (parsed.optOutAddress !== null) this.refusedOptOuts.push({ line: row.line, addressKey: parsed.optOutAddress });
			return parsed.refused;
		}
		this.keep(row.line, parsed);
		return null;
	}

	/** Gives out the rows taken so far and begins anew. */
	take(): PreparedRows {
		const { count, plan } = this;
		const prepared: PreparedRows = {
			count,
			lines: this.lines.slice(0, count),
			texts: this.texts.take(),
			starts: this.starts.slice(0, count * this.width),
			ends: this.ends.slice(0, count * this.width),
			numbers: Float64Array.from(this.numbers),
			derivedNames: this.derivedNames.slice(0, count),
			optOuts: this.optOuts.slice(0, count),
			references: this.references.slice(0, count * plan.references.length),
			named: plan.references.map(({ to, by }, index) => ({ to, by, texts: this.named[index]?.list() ?? [] })),
			refusedOptOuts: this.refusedOptOuts,
			warnings: this.warnings.list(),
			types: plan.columns.map(({ definition }) => definition.type),
		};
		this.begin();
		return prepared;
	}

	private begin(): void {
		this.count = 0;
		this.starts.fill(NOTHING);
		this.references.fill(NOTHING);
		this.numbers = [];
		this.named = this.plan.references.map(() => new NamedTexts());
		this.warnings = new Warnings();
		this.refusedOptOuts = [];
	}

	private keep(line: number, parsed: ParsedRow): void {
		const { layout } = this.plan;
		const row = this.count++;
		const base = row * this.width;
		this.lines[row] = line;
		this.derivedNames[row] = parsed.derivedNames;
		this.optOuts[row] = parsed.optOut ? 1 : 0;
		let place = 0;
		for (const { slot, foldedSlot } of layout.columns) {
			const value = parsed.values[place] ?? null;
			const reader = this.readerAt[place++];
			if (value === null) continue;
			if (foldedSlot === null || typeof value === 'number') {
				this.put(base + slot, value);
				continue;
			}
			const { start, foldedStart, foldedLength } = reader?.repeats ? this.texts.addRepeated(value) : this.texts.addFolded(value);
			this.putText(base + slot, start, value.length);
			this.putText(base + foldedSlot, foldedStart, foldedLength);
		}
		if (layout.customSlot !== null && parsed.custom !== null) {
			const { custom, custom_f: folded } = customColumns(parsed.custom);
			this.put(base + layout.customSlot, custom);
			this.put(base + layout.customSlot + 1, folded);
		}
		for (const [index, text] of parsed.references.entries()) {
			if (text !== null) this.references[row * parsed.references.length + index] = this.named[index]?.place(text) ?? NOTHING;
		}
	}

	private put(at: number, value: SqlValue): void {
		if (value === null) return;
		if (typeof value === 'string') return this.putText(at, this.texts.add(value), value.length);
		this.starts[at] = NUMBER;
		this.ends[at] = this.numbers.push(value) - 1;
	}

	private putText(at: number, start: number, length: number): void {
		this.starts[at] = start;
		this.ends[at] = start + length;
	}
}
