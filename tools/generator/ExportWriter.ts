import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFile } from './exports/ExportFile';

/** Text gathered before it is written, in UTF-16 units. */
const PIECE = 1 << 18;

/** Writes one export line by line; never holds more of it than a piece. */
export class ExportWriter<Row> {
	private text: string;
	private readonly needsQuotes: RegExp;

	private constructor(
		private readonly handle: FileHandle,
		private readonly file: ExportFile<Row>,
	) {
		this.needsQuotes = file.format.delimiter === ';' ? /[";\r\n]/ : /[",\r\n]/;
		this.text = (file.format.bom ? '\uFEFF' : '') + this.line(file.headers);
	}

	/** Replaces a file of that name. */
	static async create<Row>(outDir: string, file: ExportFile<Row>): Promise<ExportWriter<Row>> {
		return new ExportWriter(await open(join(outDir, file.name), 'w'), file);
	}

	async write(row: Row): Promise<void> {
		this.text += this.line(this.file.cells(row));
		if (this.text.length >= PIECE) await this.flush();
	}

	async close(): Promise<void> {
		try {
			await this.flush();
		} finally {
			await this.handle.close();
		}
	}

	private async flush(): Promise<void> {
		const bytes = Buffer.from(this.text, this.file.format.encoding === 'utf-8' ? 'utf8' : 'latin1');
		this.text = '';
		await this.handle.writeFile(bytes);
	}

	private line(cells: readonly string[]): string {
		return cells.map((cell) => this.quote(cell)).join(this.file.format.delimiter) + this.file.format.lineEnd;
	}

	private quote(cell: string): string {
		return this.needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
	}
}
