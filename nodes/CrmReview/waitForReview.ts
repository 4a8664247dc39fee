import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { takeUpEvents } from '../../engine/events/takeUpEvents';
import { isGridColumn } from '../../engine/review/grid/gridColumns';
import { openReview } from '../../engine/review/openReview';
import type { Review, ReviewPage } from '../../engine/review/Review';
import { getSelection } from '../../engine/selections/getSelection';
import type { Selection } from '../../engine/selections/Selection';
import { listedIn } from '../shared/listedIn';
import { isOlderThan, n8nVersion } from '../shared/n8nVersion';
import { nodeStore } from '../shared/nodeStore';
import { numberOf, objectOf, textOf, textParameter } from '../shared/parameters';
import { readSelections } from '../shared/readSelections';
import { selectionItem } from '../shared/SelectionItem';
import { reviewStep } from './reviewStep';

/** n8n waits so much longer than people may decide (ms): what somebody decides at the last moment is still carried out, and goes on along Confirmed. */
const CARRIED_OUT_WITHIN = 10_000;
const UNITS = { minutes: 60_000, hours: 3_600_000, days: 24 * 3_600_000 } as const;

/**
 * Puts the selection that came in before a person, and lets the execution wait for the decision; the page does the rest.
 * A selection of nothing is asked of nobody: it goes on as not confirmed.
 * @throws EngineError for what can't be reviewed
 */
export async function waitForReview(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const store = await nodeStore(context);
	// What came in a moment ago counts already.
	await takeUpEvents(store);
	const options = objectOf(context.getNodeParameter('options', 0, {}));
	const [chosen, ...others] = await readSelections(context, store, options['onlyThese'] === true);
	if (!chosen) return [[], []];
	if (others.length > 0) {
		throw new EngineError('invalid-input', `${others.length + 1} selections came in; a review is about one.`, 'Put the searches into one CRM Segment as tabs, or put Loop Over Items before this node to have one reviewed after the other.');
	}
	const selection = await getSelection(store, chosen.selectionId, chosen.storeId);
	if (selection.count === 0) return nothingToReview(context, selection, chosen.itemIndex);
	const address = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	refuseOlderN8n(address);
	const now = Date.now();
	const review = await store.run(openReview, {
		selectionId: selection.id,
		step: reviewStep(context),
		turn: context.getWorkflowDataProxy(0).$runIndex as number,
		waitsUntil: now + waitTime(context),
		page: pageOf(context, options),
		now,
	});
	// The editor's own link to a waiting node lacks the signature unless it finds it here.
	if (typeof address === 'string') context.setMetadata({ resumeUrl: address });
	context.addExecutionHints({ message: hint(context, review, address), location: 'outputPane' });
	await context.putExecutionToWait(new Date(review.waitsUntil + CARRIED_OUT_WITHIN));
	return [[], []];
}

/**
 * Before 2.39 n8n hands on only what goes along a node's first output after a wait: what is confirmed would end there.
 * Before 2.14 it signs no address either: whoever guesses an execution's number could read the selection and decide.
 */
function refuseOlderN8n(address: unknown): void {
	const version = n8nVersion();
	const unsigned = typeof address === 'string' && !new URL(address).searchParams.has('signature');
	if (!unsigned && (version === null || !isOlderThan(version, 2, 39))) return;
	throw new EngineError(
		'not-allowed',
		`CRM Review needs n8n 2.39 or later; this one ${version === null ? 'is older' : `is ${version}`}. It would lose what is confirmed, or leave the page open to whoever guesses its address.`,
		'Update n8n; or delete this node and connect the search to the process, to run without a person.',
	);
}

function nothingToReview(context: IExecuteFunctions, selection: Selection, itemIndex: number): INodeExecutionData[][] {
	context.addExecutionHints({ message: 'Nothing is selected, so nobody is asked.', location: 'outputPane' });
	return [[{ json: selectionItem(selection, selection.counts), pairedItem: { item: itemIndex } }], []];
}

/** In ms. */
function waitTime(context: IExecuteFunctions): number {
	// The selection's own expiry ends it then.
	if (context.getNodeParameter('limitWaitTime', 0, true) !== true) return 10 * 365 * UNITS.days;
	const amount = numberOf(context.getNodeParameter('amount', 0, 3), 'Amount of Time', { least: 1, most: 1_000 }) ?? 3;
	const unit = context.getNodeParameter('unit', 0, 'days');
	switch (unit) {
		case 'minutes':
		case 'hours':
		case 'days':
			return amount * UNITS[unit];
		default:
			throw new EngineError('invalid-input', `Unit: "${textOf(unit) ?? ''}" is none.`, 'Choose minutes, hours or days.');
	}
}

function pageOf(context: IExecuteFunctions, options: Readonly<Record<string, unknown>>): ReviewPage {
	const columns = listedIn(options['columns']).filter((column) => typeof column === 'string').filter(isGridColumn);
	return {
		title: textParameter(context, 'title'),
		instructions: textParameter(context, 'instructions'),
		columns: columns.length === 0 ? null : columns,
		size: numberOf(options['size'], 'Rows per Page', { least: 1, most: 500 }) ?? 50,
	};
}

function hint(context: IExecuteFunctions, review: Review, address: unknown): string {
	const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: context.getTimezone() }).format(new Date(review.waitsUntil));
	const page = typeof address === 'string' ? `<a href="${address}" target="_blank">Open its page</a>` : 'Its page is at {{ $execution.resumeUrl }}';
	return `${new Intl.NumberFormat('en').format(review.selected)} records wait for a decision until ${until}. ${page}`;
}
