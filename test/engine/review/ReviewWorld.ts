import { findReview, decideReview, type DecisionInput, type DecisionResult } from '../../../engine/review/decideReview';
import { EVERYTHING_TICKED, type Choice } from '../../../engine/review/choice/Choice';
import type { GridContext } from '../../../engine/review/grid/GridContext';
import { openReview } from '../../../engine/review/openReview';
import type { Review } from '../../../engine/review/Review';
import { readSelection, type StoredSelection } from '../../../engine/selections/storedSelection';
import type { Store } from '../../../engine/store/Store';
import { defineTransaction } from '../../../engine/store/Transaction';
import { CampaignWorld, type Ref } from '../../support/campaignWorld';
import { query } from '../../support/rows';

export const NOW = Date.now();
export const HOUR = 3_600_000;
const PAGE = { title: '', instructions: '', columns: null, size: 50 };
export const TERMS: Pick<GridContext, 'timeZone' | 'labels'> = { timeZone: 'UTC', labels: {} };

const readOne = defineTransaction(__filename, 'read', 'test.readSelection', function* (tx, id: number) {
	return yield* readSelection(tx, id);
});

/** People, a selection of them, and a step of a workflow that waits for somebody to confirm it. */
export class ReviewWorld {
	private constructor(
		readonly people: CampaignWorld,
		readonly records: readonly Ref[],
		readonly selectionId: number,
	) {}

	static readonly STEP = 'n8n/1/node';

	static async in(store: Store, count: number): Promise<ReviewWorld> {
		const people = await CampaignWorld.in(store);
		const records = await people.contacts(count, (index) => ({ city: index % 2 === 0 ? 'Madrid' : 'Roma' }));
		const world = new ReviewWorld(people, records, await people.select(records, { campaignId: people.campaignId }));
		await world.open();
		return world;
	}

	get store(): Store {
		return this.people.store;
	}

	through(store: Store): ReviewWorld {
		return new ReviewWorld(this.people.through(store), this.records, this.selectionId);
	}

	async open(more: { readonly step?: string; readonly turn?: number; readonly waitsUntil?: number; readonly now?: number; readonly selectionId?: number } = {}): Promise<Review> {
		return await this.store.run(openReview, { selectionId: this.selectionId, step: ReviewWorld.STEP, turn: 0, waitsUntil: NOW + HOUR, page: PAGE, now: NOW, ...more });
	}

	async review(now: number = NOW): Promise<Review | null> {
		return await findReview(this.store, ReviewWorld.STEP, now);
	}

	async decide(more: Partial<DecisionInput> = {}): Promise<DecisionResult | null> {
		return await decideReview(this.store, { step: ReviewWorld.STEP, outcome: 'confirmed', by: 'Marta', note: null, choice: EVERYTHING_TICKED, terms: TERMS, now: NOW, ...more });
	}

	/** Everything but these. */
	without(...indexes: readonly number[]): Choice {
		return { steps: [{ tick: false, rows: { contact: indexes.map((index) => this.records[index]?.id ?? 0) } }] };
	}

	async selection(): Promise<StoredSelection | null> {
		return await this.store.run(readOne, this.selectionId);
	}

	/** The ids of the members, in order. */
	async members(): Promise<number[]> {
		const rows = await query(this.store, `SELECT record_id FROM selection_member WHERE selection_id = ${this.selectionId} ORDER BY record_id`);
		return rows.map((row) => Number(row.record_id));
	}
}
