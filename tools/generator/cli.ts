import { parseArgs } from 'node:util';
import { DEFAULT_SIZES, generate } from './generate';

const USAGE = 'Usage: npm run generate -- --out DIR [--seed 1] [--scale 1]\n  --scale 1 makes 20,000 contacts, 3,000 accounts and 5,000 leads.';

interface Arguments {
	readonly outDir: string;
	readonly seed: number;
	readonly scale: number;
}

/** NULL for arguments that make no sense. */
function readArguments(): Arguments | null {
	try {
		const { values } = parseArgs({ options: { out: { type: 'string' }, seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' } } });
		const seed = Number(values.seed);
		const scale = Number(values.scale);
		if (!values.out || !Number.isSafeInteger(seed) || !(scale > 0) || !Number.isFinite(scale)) return null;
		return { outDir: values.out, seed, scale };
	} catch {
		return null;
	}
}

async function main(): Promise<void> {
	const given = readArguments();
	if (!given) {
		process.stderr.write(`${USAGE}\n`);
		process.exitCode = 2;
		return;
	}
	const { outDir, seed, scale } = given;
	const manifest = await generate({
		seed,
		outDir,
		contacts: Math.round(DEFAULT_SIZES.contacts * scale),
		accounts: Math.round(DEFAULT_SIZES.accounts * scale),
		leads: Math.round(DEFAULT_SIZES.leads * scale),
	});
	for (const [name, { rows }] of Object.entries(manifest.files)) process.stdout.write(`${name.padEnd(18)} ${rows.toLocaleString('en').padStart(10)} rows\n`);
	const { distinctAddresses, mailableAddresses } = manifest.all;
	process.stdout.write(`${distinctAddresses.toLocaleString('en')} distinct addresses, ${mailableAddresses.toLocaleString('en')} of them without a no; see manifest.json in ${outDir}\n`);
}

void main();
