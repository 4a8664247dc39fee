import { resolve } from 'node:path';

import { IS_USUAL_N8N } from '../../scripts/realN8n/triedN8n';

/** Parts of the test, each of which can be run by itself. */
const PARTS = ['workflows', 'campaign', 'tasks', 'review', 'report'] as const;

export type Part = (typeof PARTS)[number];

export interface Asked {
	readonly parts: ReadonlySet<Part>;
	/** Workflows to test instead of the shipped ones. */
	readonly files: readonly string[];
}

/** What the command line asks for: names of parts, or of workflows' files; without either everything. */
export function asked(words: readonly string[]): Asked {
	const parts = PARTS.filter((part) => words.includes(part));
	const files = words.filter((word) => !PARTS.some((part) => part === word));
	if (files.length > 0) return { parts: new Set(['workflows']), files: files.map((file) => resolve(file)) };
	// An older n8n has no review.
	const usual = PARTS.filter((part) => part !== 'review' || IS_USUAL_N8N);
	return { parts: new Set(parts.length > 0 ? parts : usual), files };
}
