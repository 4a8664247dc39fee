import type { INodeExecutionData } from 'n8n-workflow';

import type { Review, ReviewDecision } from '../../engine/review/Review';
import { selectionItem } from '../shared/SelectionItem';

/** What goes on from a review: the selection as it is now, with who decided, when, and their note. */
export function reviewItem(review: Review, decision: ReviewDecision, storeId: string): INodeExecutionData {
	const { selection } = review;
	const item = selectionItem({ ...selection, state: decision.outcome, storeId }, selection.counts);
	return {
		json: { ...item, selected: review.selected, decidedBy: decision.by, decidedAt: new Date(decision.at).toISOString(), note: decision.note },
		pairedItem: { item: 0 },
	};
}
