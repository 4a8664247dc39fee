import type { ChoiceStep } from '../../../../engine/review/choice/Choice';
import type { SearchKind } from '../../../../engine/records/kinds';
import type { GridFilter } from '../../../../engine/review/grid/GridFilter';

/** Rows ticked and unticked one by one after a filter was. */
interface Stretch {
	readonly filter: { readonly tick: boolean; readonly filter: GridFilter } | null;
	/** By kind and id; the last word on a row counts. */
	readonly rows: Map<string, { readonly kind: SearchKind; readonly id: number; readonly tick: boolean }>;
}

const isEveryRow = (filter: GridFilter): boolean => filter.words.length === 0 && filter.columns.length === 0;

/** What a person has ticked and unticked so far, as few steps as it takes to say. At first everything is ticked. */
export class Ticks {
	private stretches: Stretch[] = [newStretch(null)];

	/** Whether nothing was done yet, or all of it undone. */
	get untouched(): boolean {
		return this.steps().length === 0;
	}

	rows(rows: readonly { readonly kind: SearchKind; readonly id: number }[], tick: boolean): void {
		const last = this.stretches.at(-1);
		for (const { kind, id } of rows) last?.rows.set(`${kind} ${id}`, { kind, id, tick });
	}

	/** All rows that a filter lets through, whatever was said of them before. */
	matching(filter: GridFilter, tick: boolean): void {
		if (!isEveryRow(filter)) this.stretches.push(newStretch({ tick, filter }));
		else this.stretches = [newStretch(tick ? null : { tick, filter })];
	}

	steps(): ChoiceStep[] {
		return this.stretches.flatMap(({ filter, rows }) => [...(filter ? [filter] : []), ...stepOf(rows, false), ...stepOf(rows, true)]);
	}
}

function newStretch(filter: Stretch['filter']): Stretch {
	return { filter, rows: new Map() };
}

function stepOf(rows: Stretch['rows'], tick: boolean): ChoiceStep[] {
	const byKind: Partial<Record<SearchKind, number[]>> = {};
	for (const row of rows.values()) if (row.tick === tick) (byKind[row.kind] ??= []).push(row.id);
	return Object.keys(byKind).length === 0 ? [] : [{ tick, rows: byKind }];
}
