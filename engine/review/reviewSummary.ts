import { toSql } from '../segments/Formula';
import { searchSettings } from '../segments/searchSettings';
import type { SelectionCounts } from '../selections/Selection';
import { tally } from '../selections/tally';
import { defineTransaction, type Steps } from '../store/Transaction';
import type { Choice } from './choice/Choice';
import { tickedFormula } from './choice/compileChoice';
import { gridScope, type GridContext } from './grid/GridContext';

/** Whom a mail to what is ticked would reach, and whom not, and why: what a person reads before confirming. */
export const reviewSummary = defineTransaction(
	__filename,
	'read',
	'review.summary',
	function* (tx, { context, choice }: { readonly context: GridContext; readonly choice: Choice }): Steps<Omit<SelectionCounts, 'byKind'>> {
		yield* searchSettings(tx);
		const { selectionId, members, campaignId } = context;
		return yield* tally(tx, { selectionId, members, campaignId, only: choice.steps.length === 0 ? null : (kind) => toSql(tickedFormula(gridScope(tx, context, kind), choice)) });
	},
);
