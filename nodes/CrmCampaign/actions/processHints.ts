import { addCounts, type ProcessCounts, type ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import type { ProcessResult } from '../../../engine/campaigns/runProcess';

/** Beyond so many, what became of them is told in one hint. */
const MOST_HINTS = 5;

/** A process that was carried out. */
export interface Done {
	readonly settings: ProcessSettings;
	readonly result: ProcessResult;
}

/** What was done, in words with counts: one for each, or of very many one for all together. */
export function processHints(done: readonly Done[]): string[] {
	const [first, ...others] = done;
	if (!first || done.length <= MOST_HINTS) return done.map(({ settings, result }) => hint(settings, result));
	const counts = others.reduce((sum, { result }) => addCounts(sum, result.counts), first.result.counts);
	const dryRun = done.every(({ result }) => result.dryRun);
	const doneBefore = done.every(({ result }) => result.doneBefore);
	return [`${done.length} selections: ${hint(first.settings, { counts, dryRun, doneBefore })}`];
}

function hint(settings: ProcessSettings, result: Pick<ProcessResult, 'counts' | 'dryRun' | 'doneBefore'>): string {
	const { counts } = result;
	const parts = [`${counts.done} ${made(settings)}`, ...listed(counts.notSent, 'not sent'), ...listed(counts.skipped, 'skipped')];
	const words = parts.join(', ');
	const verb = settings.operation === 'edit' ? 'changed' : 'created';
	if (result.dryRun) return `Dry run, nothing was ${verb}: ${words}`;
	return result.doneBefore ? `Done before, nothing was ${verb} now: ${words}` : words;
}

/** What was done so many times. */
function made(settings: ProcessSettings): string {
	switch (settings.operation) {
		case 'campaign_link':
			return 'linked to the campaign';
		case 'contacts':
			return 'contacts created';
		case 'edit':
			return 'records changed';
		case 'events':
			return settings.attendance.kind === 'each' ? 'events created' : 'participants of one event';
		case 'messages':
			return 'messages queued';
		case 'opportunities':
			return 'opportunities created';
		case 'tasks':
			return 'tasks created';
	}
}

function listed(counts: ProcessCounts['notSent'] | ProcessCounts['skipped'], what: string): string[] {
	return Object.entries(counts).map(([reason, count]) => `${count} ${what} (${reason.toLowerCase()})`);
}
