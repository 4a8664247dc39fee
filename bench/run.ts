import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Bench, Figure } from './Bench';
import { BenchStores } from './BenchStores';

const RESULTS = join(process.cwd(), 'bench', 'results');

async function main(wanted: string): Promise<void> {
	const scale = Number(process.env.BENCH_SCALE ?? '1');
	const runs = Number(process.env.BENCH_RUNS ?? '7');
	const say = (line: string): void => void process.stderr.write(`${line}\n`);
	const stores = new BenchStores(say, scale);
	const figures: Figure[] = [];
	try {
		const benches = (await loadBenches()).filter((bench) => bench.name.toLowerCase().includes(wanted.toLowerCase()));
		if (benches.length === 0) throw new Error(`No benchmark is called "${wanted}".`);
		printHead();
		for (const bench of benches) {
			for await (const figure of bench.run({ stores, runs, say })) {
				figures.push(figure);
				print(figure);
			}
		}
	} finally {
		// Small data is for trying a benchmark out: its figures say nothing.
		if (scale === 1) await keep(figures);
		await stores.close();
	}
}

async function loadBenches(): Promise<Bench[]> {
	const folder = join(__dirname, 'benches');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.js')).sort();
	const modules = await Promise.all(files.map(async (file) => (await import(join(folder, file))) as { readonly bench: Bench }));
	return modules.map((module) => module.bench);
}

/** Figures that were not measured this time stay as they were. */
async function keep(figures: readonly Figure[]): Promise<void> {
	await mkdir(RESULTS, { recursive: true });
	const file = join(RESULTS, 'latest.json');
	const before = await readFile(file, 'utf8').then(
		(text) => JSON.parse(text) as Figure[],
		() => [],
	);
	const key = (figure: Figure): string => `${figure.name}\n${figure.store}`;
	const measured = new Set(figures.map(key));
	const all = [...before.filter((figure) => !measured.has(key(figure))), ...figures].sort((one, other) => (key(one) < key(other) ? -1 : 1));
	await writeFile(file, `${JSON.stringify(all, null, '\t')}\n`);
}

function printHead(): void {
	process.stdout.write(`${row('figure', 'store', 'ours', 'reference', 'ratio', 'bar')}\n`);
}

function print(figure: Figure): void {
	const { op, value } = figure.bar;
	const kept = op === '<=' ? figure.ratio <= value : figure.ratio >= value;
	const rounded = (number: number): string => number.toFixed(number < 10 ? 2 : 0);
	process.stdout.write(
		`${row(figure.name, figure.store, `${rounded(figure.ours)} ${figure.unit}`, `${rounded(figure.reference)} ${figure.unit}`, rounded(figure.ratio), `${op} ${value} ${kept ? 'kept' : 'NOT KEPT'}`)}\n`,
	);
}

function row(name: string, store: string, ours: string, reference: string, ratio: string, bar: string): string {
	return `${name.padEnd(52)} ${store.padEnd(9)} ${ours.padStart(11)} ${reference.padStart(11)} ${ratio.padStart(7)}  ${bar}`;
}

main(process.argv[2] ?? '').catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exitCode = 1;
});
