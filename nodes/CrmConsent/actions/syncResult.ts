import type { IDataObject, NodeExecutionHint } from 'n8n-workflow';

import type { SuppressionService } from '../../../engine/consent/services/SuppressionService';
import type { SyncDirection, SyncResult } from '../../../engine/consent/services/syncWithService';
import { shownInstant } from './subject';

/** Addresses that an item of a dry run lists; more would make executions heavy. The counts are of all. */
const LISTED = 1_000;

/** What a sync did, or in a dry run would do, as an item. */
export function syncJson(service: SuppressionService, result: SyncResult, direction: SyncDirection, dryRun: boolean): IDataObject {
	const { pulled, pushed } = result;
	return {
		service: service.name,
		direction,
		dryRun,
		pulled: pulled === null ? null : {
			read: readOf(result),
			added: addedOf(result),
			lists: pulled.lists.map(({ list, rows, added, echoes, forgotten, unreadable, whole }) => ({ list, read: rows, added, ownNoes: echoes, forgotten, unreadable, whole })),
			events: pulled.events === null ? null : { ...pulled.events },
			...(dryRun ? { wouldAdd: pulled.would.slice(0, LISTED).map(({ addressKey, source, happenedAt }) => ({ address: addressKey, source, happenedAt: shownInstant(happenedAt) })) } : {}),
		},
		pushed: pushed === null ? null : {
			told: pushed.told,
			refused: pushed.refused.map((one) => ({ ...one })),
			left: pushed.left,
			...(dryRun ? { wouldTell: pushed.would.slice(0, LISTED) } : {}),
		},
		cannot: [...service.cannot],
		next: nextOf(result),
	};
}

/** What is left for another run, and when that can go on; null: nothing. */
function nextOf({ stopped }: SyncResult): { left: string[]; notBefore: string | null; why: string } | null {
	if (stopped.length === 0) return null;
	const times = stopped.flatMap(({ error }) => error?.details.retryAt ?? []);
	return {
		left: stopped.map(({ part }) => part),
		notBefore: times.length === 0 ? null : shownInstant(Math.max(...times)),
		why: stopped.map(({ part, error }) => `${part}: ${error === null ? 'time was up' : error.message}`).join(' '),
	};
}

/** In one line. */
export function syncSummary({ name }: SuppressionService, result: SyncResult, dryRun: boolean): string {
	const { pulled, pushed } = result;
	const would = dryRun ? 'would be ' : '';
	return [
		...(pulled === null ? [] : [`${readOf(result)} rows read from ${name}, ${addedOf(result)} noes ${would}written down`]),
		...(pulled?.events ? [`${pulled.events.read} events read`] : []),
		...(pushed === null ? [] : [`${pushed.told} addresses ${would}told to ${name}`]),
	].join(', ');
}

/** What somebody who looks at the execution is told. */
export function syncHints(service: SuppressionService, result: SyncResult, dryRun: boolean): NodeExecutionHint[] {
	const hints: NodeExecutionHint[] = [{ message: `${dryRun ? 'Dry run, nothing was changed: ' : ''}${syncSummary(service, result, dryRun)}` }];
	const refused = result.pushed?.refused ?? [];
	const [first] = refused;
	if (first) hints.push({ type: 'warning', message: `${service.name} does not take ${refused.length} ${refused.length === 1 ? 'address' : 'addresses'}, such as ${first.address}: ${first.reason}` });
	if (result.stopped.length > 0) {
		const left = result.pushed?.left ?? 0;
		hints.push({ type: 'warning', message: `Not all was done${left === 0 ? '' : `, ${left} addresses are not told yet`}: ${nextOf(result)?.why ?? ''} Run this again; it goes on from there.` });
	}
	return hints;
}

function readOf({ pulled }: SyncResult): number {
	return (pulled?.lists ?? []).reduce((sum, { rows }) => sum + rows, 0);
}

function addedOf({ pulled }: SyncResult): number {
	return (pulled?.lists ?? []).reduce((sum, { added }) => sum + added, 0);
}
