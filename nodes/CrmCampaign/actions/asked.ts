import type { IExecuteFunctions } from 'n8n-workflow';

import type { ProcessSettings } from '../../../engine/campaigns/ProcessRun';
import { canonicalJson } from '../../../engine/canonicalJson';
import type { GeneralParameters } from '../../../engine/selections/GeneralParameters';
import { isByItem } from '../../shared/byItem';
import { asNodeError } from '../../shared/nodeErrors';
import { stepOf } from '../../shared/readSelections';

/** What an item asks for: what is to be done with its selection or record, and how. */
export interface Asked {
	readonly settings: ProcessSettings;
	readonly parameters: GeneralParameters;
	readonly createAgain: boolean;
	readonly dryRun: boolean;
}

/**
 * What each item asks for: a list of one where no parameter can say something else for another. All are read before
 * anything is done.
 */
export async function readAsked(context: IExecuteFunctions, read: (itemIndex: number) => Promise<Asked>): Promise<Asked[]> {
	const count = isByItem(context.getNode().parameters) ? Math.max(context.getInputData().length, 1) : 1;
	const asked: Asked[] = [];
	for (let itemIndex = 0; itemIndex < count; itemIndex++) {
		try {
			asked.push(await read(itemIndex));
		} catch (error) {
			throw asNodeError(context.getNode(), error, itemIndex);
		}
	}
	return asked;
}

/** "Now" is another moment for each item, and for each retry: dates that near each other are one. In ms. */
const ONE_MOMENT = 60_000;

/** Tells apart what items ask for, by the item: the same text where two ask for the same. */
export function howOf(asked: readonly Asked[]): (itemIndex: number) => string {
	const known = new Map<string, { readonly dateAt: number | null; readonly name: string }[]>();
	const names = asked.map((one, itemIndex) => {
		const { dateAt, ...undated } = one.parameters;
		const others = canonicalJson({ ...one, parameters: undated });
		const alike = known.get(others) ?? [];
		known.set(others, alike);
		const same = alike.find((other) => other.dateAt === dateAt || (other.dateAt !== null && dateAt !== null && Math.abs(other.dateAt - dateAt) < ONE_MOMENT));
		if (same) return same.name;
		alike.push({ dateAt, name: String(itemIndex) });
		return String(itemIndex);
	});
	return (itemIndex) => names[itemIndex] ?? names[0] ?? '';
}

/** What asks for a selection's next process: a retry, which asks in the same order, finds what each had begun. */
export function stepsOf(context: IExecuteFunctions): (selectionId: number) => string {
	const asked = new Map<number, number>();
	return (selectionId) => {
		const before = asked.get(selectionId) ?? 0;
		asked.set(selectionId, before + 1);
		return before === 0 ? stepOf(context) : `${stepOf(context)}/${before}`;
	};
}
