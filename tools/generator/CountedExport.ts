import { ExportWriter } from './ExportWriter';
import type { ExportFile } from './exports/ExportFile';
import type { GeneratedKind, ManifestFile } from './Manifest';
import type { GeneratedAddress } from './rows';
import { Tally } from './Tally';

/** What is counted of a row. */
export interface Counted {
	readonly address: GeneratedAddress;
	readonly optedOut: boolean;
}

/** An export whose rows are counted as they are written: for the file, and in the tallies it shares with others. */
export class CountedExport<Row> {
	private readonly own = new Tally();

	private constructor(
		private readonly writer: ExportWriter<Row>,
		private readonly file: ExportFile<Row>,
		private readonly kind: GeneratedKind,
		private readonly shared: readonly Tally[],
	) {}

	static async create<Row>(outDir: string, file: ExportFile<Row>, kind: GeneratedKind, shared: readonly Tally[]): Promise<CountedExport<Row>> {
		return new CountedExport(await ExportWriter.create(outDir, file), file, kind, shared);
	}

	async add(row: Row, { address, optedOut }: Counted): Promise<void> {
		this.own.add(address, optedOut);
		for (const tally of this.shared) tally.add(address, optedOut);
		await this.writer.write(row);
	}

	/** Finishes the file. */
	async close(): Promise<Record<string, ManifestFile>> {
		await this.writer.close();
		const counts = this.own.counts();
		return { [this.file.name]: { kind: this.kind, format: this.file.format, rows: counts.rows, counts } };
	}
}
