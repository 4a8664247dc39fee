import type { ImportWarning } from './ImportBatch';

/** Counts what is worth saying about rows, by kind, with the first of each as an example. */
export class Warnings {
	private readonly byKind = new Map<string, { count: number; readonly example: string }>();

	add(kind: string, example: string, count = 1): void {
		const known = this.byKind.get(kind);
		if (known) known.count += count;
		else this.byKind.set(kind, { count, example });
	}

	/** Counts one more of a kind that is known already; false where it needs an example first. */
	again(kind: string): boolean {
		const known = this.byKind.get(kind);
		if (known) known.count++;
		return known !== undefined;
	}

	addAll(warnings: readonly ImportWarning[]): void {
		for (const warning of warnings) this.add(warning.kind, warning.example, warning.count);
	}

	list(): ImportWarning[] {
		return [...this.byKind].map(([kind, { count, example }]) => ({ kind, count, example }));
	}
}
