import { EngineError } from '../../EngineError';
import type { Store } from '../../store/Store';
import { catalogueOf } from '../catalogue/loadCatalogue';
import type { Kind } from '../kinds';
import { columnFormats } from './columnFormats';
import { DryRunStore } from './DryRunStore';
import type { DateOrder } from './dateParts';
import { IdSet } from './IdSet';
import type { BadValue, BatchResult, Cell, ImportBatch, ImportColumn, ImportCounts, ImportRules, ImportWarning, SameAddress } from './ImportBatch';
import { planImport } from './importPlan';
import { importRecords } from './importRecords';
import { mapHeaders, type GivenMapping, type HeaderMapping } from './mapHeaders';
import type { Decimal } from './numberText';
import { prepareBatches, type SourceBatch, type SourcePlan } from './prepareBatches';
import type { PreparedRows } from './PreparedRows';
import { Warnings } from './Warnings';

/**
 * Rows in one transaction: it holds the store for about a fifth of a second. Fewer would write each page of the
 * indexes to the disk more often: an address's place in them is anywhere.
 */
const ROWS_AT_ONCE = 5_000;
const REFUSED_KEPT = 1_000;

/** A row as it stands in its source. */
export interface SourceRow {
	readonly line: number;
	readonly cells: readonly Cell[];
	/** Why the reader doesn't trust it: it is refused. */
	readonly problem?: { readonly message: string };
}

/** What can be imported: a `Table` of a file, or items (see `tableOfItems`). */
export interface ImportSource {
	readonly headers: readonly string[];
	readonly rows: AsyncIterable<readonly SourceRow[]>;
}

export interface ImportOptions {
	readonly kind: Kind;
	/** Columns by header where the headers don't tell; null leaves one out. The others are mapped by their headers. */
	readonly mapping?: GivenMapping;
	/** How the file's dates are written; without it each column's dates must show it. */
	readonly dateOrder?: DateOrder;
	/** What stands before the decimals of the file's numbers; without it each column's numbers must show it. */
	readonly decimal?: Decimal;
	/** IANA name, for date and time without an offset. */
	readonly timeZone: string;
	/** Default: update. */
	readonly sameAddress?: SameAddress;
	/** Default: refuse. */
	readonly badValue?: BadValue;
	/** Default: true. */
	readonly createAccounts?: boolean;
	/** Tells what the import would do, and changes nothing (see `DryRunStore`). Default: false. */
	readonly dryRun?: boolean;
	/** Kept as proof of opt-outs: the file's name. */
	readonly origin?: string;
	/** The most refused rows in the result; their count is exact all the same. Default 1,000. */
	readonly refusedKept?: number;
	/** Rows in one transaction. Default 5,000. */
	readonly rowsAtOnce?: number;
	/** Told after every batch. */
	readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress extends ImportCounts {
	/** Rows taken from the source so far. */
	readonly rows: number;
	readonly refused: number;
}

export interface RefusedRow {
	readonly line: number;
	readonly reason: string;
	/** The row's cells by header. */
	readonly cells: Readonly<Record<string, Cell>>;
}

/** created + updated + unchanged + duplicates + refusedCount = rows. */
export interface ImportResult extends ImportCounts {
	readonly rows: number;
	readonly refused: readonly RefusedRow[];
	readonly refusedCount: number;
	readonly warnings: readonly ImportWarning[];
	readonly mapping: HeaderMapping;
	/** Headers that no field takes. */
	readonly unmappedColumns: readonly string[];
}

/**
 * Imports a table: maps its headers, decides by a sample how its columns write dates and numbers, and streams its
 * rows into the store batch by batch (`importRecords` tells which record a row means). Each batch is one
 * transaction: killed at any moment, the import is simply started again, what is there already stays as it is.
 * A dry run answers to the letter what the import would answer.
 * @throws EngineError when no header is a field's, a given mapping is wrong, or the source can't be read further
 * (the rows before are imported then)
 */
export async function importTable(store: Store, source: ImportSource, options: ImportOptions): Promise<ImportResult> {
	const catalogue = await catalogueOf(store);
	const mapping = mapHeaders(catalogue, options.kind, source.headers, options.mapping);
	const tried = options.dryRun ? await DryRunStore.open(store, catalogue.kind(options.kind).table) : null;
	const rules = rulesOf(options);
	let columns: readonly ImportColumn[] = [];
	const planFor = (sample: readonly SourceRow[]): SourcePlan => {
		columns = columnFormats(catalogue, options.kind, mapping, sample, options);
		return { plan: planImport(catalogue, { kind: options.kind, columns, rules }), cellsAt: mapping.columns.map(({ index }) => index) };
	};
	const write = async (rows: PreparedRows, touched: Uint8Array): Promise<BatchResult> => {
		const batch: ImportBatch = { kind: options.kind, columns, rules, rows, touched };
		return tried ? await tried.write(batch) : await store.run(importRecords, batch);
	};
	const run = new ImportRun(write, source.headers, mapping, options);
	const batches = prepareBatches(source.rows, options.rowsAtOnce ?? ROWS_AT_ONCE, planFor);
	let next = batches.next();
	try {
		for (;;) {
			const { value: batch, done } = await next;
			if (done) break;
			// The next rows are read while these are written.
			next = batches.next();
			next.catch(() => undefined);
			await run.write(batch);
		}
	} catch (error) {
		await batches.return(undefined).catch(() => undefined);
		throw run.explain(error);
	} finally {
		await tried?.close();
	}
	return run.result();
}

function rulesOf(options: ImportOptions): ImportRules {
	return {
		sameAddress: options.sameAddress ?? 'update',
		badValue: options.badValue ?? 'refuse',
		createAccounts: options.createAccounts ?? true,
		timeZone: options.timeZone,
		origin: options.origin ?? 'import',
	};
}

/** One import under way. */
class ImportRun {
	private rows = 0;
	private readonly refused: RefusedRow[] = [];
	private refusedCount = 0;
	private readonly warnings = new Warnings();
	private readonly touched = new IdSet();
	private counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, duplicates: 0, accountsCreated: 0, optOuts: 0 };

	constructor(
		private readonly writeRows: (rows: PreparedRows, touched: Uint8Array) => Promise<BatchResult>,
		private readonly headers: readonly string[],
		private readonly mapping: HeaderMapping,
		private readonly options: ImportOptions,
	) {}

	async write(batch: SourceBatch): Promise<void> {
		const result = await this.writeRows(batch.prepared, this.touched.bits);
		this.rows += batch.rows.length;
		this.add(result);
		const reasons = new Map(batch.reasons);
		for (const { index, reason } of result.refused) {
			const row = batch.taken[index];
			if (row) reasons.set(row, reason);
		}
		for (const row of reasons.size === 0 ? [] : batch.rows) {
			const reason = reasons.get(row);
			if (reason !== undefined) this.refuse(row, reason);
		}
		this.options.onProgress?.({ ...this.counts, rows: this.rows, refused: this.refusedCount });
	}

	result(): ImportResult {
		return {
			...this.counts,
			rows: this.rows,
			refused: this.refused,
			refusedCount: this.refusedCount,
			warnings: this.warnings.list(),
			mapping: this.mapping,
			unmappedColumns: this.mapping.unmapped,
		};
	}

	/** A failure on the way tells what is already there. */
	explain(error: unknown): unknown {
		if (!(error instanceof EngineError) || this.rows === 0) return error;
		const before = this.options.dryRun ? 'Nothing was imported.' : `The ${this.rows} rows before are imported; importing them again does no harm.`;
		return new EngineError(error.code, error.message, `${error.wayOut} ${before}`);
	}

	private add(result: BatchResult): void {
		const { counts } = this;
		this.counts = {
			created: counts.created + result.created,
			updated: counts.updated + result.updated,
			unchanged: counts.unchanged + result.unchanged,
			duplicates: counts.duplicates + result.duplicates,
			accountsCreated: counts.accountsCreated + result.accountsCreated,
			optOuts: counts.optOuts + result.optOuts,
		};
		this.warnings.addAll(result.warnings);
		for (const id of result.written) this.touched.add(id);
	}

	private refuse(row: SourceRow, reason: string): void {
		this.refusedCount++;
		if (this.refused.length >= (this.options.refusedKept ?? REFUSED_KEPT)) return;
		const cells = Object.fromEntries(this.headers.map((header, index) => [header, row.cells[index] ?? null]));
		this.refused.push({ line: row.line, reason, cells });
	}
}
