import { table } from '../tables';

export const reviewTables0001 = {
	/** Who is asked about a selection: one step of a workflow that waits. Instants in UTC ms. */
	review: table(
		{
			id: 'id',
			selection_id: 'int!',
			/** The step of the workflow that waits: n8n, execution and node. Its page finds the review by it. */
			step: 'text!',
			/** How often that step has run before, in a loop. */
			turn: 'int!',
			opened_at: 'int!',
			/** Nobody can decide any more from then on. */
			waits_until: 'int!',
			/** Rows of the selection when it was opened. */
			selected: 'int!',
			/** What its page says and shows. */
			page: 'json!',
			/** What was chosen, while it is being carried out; emptied afterwards. */
			choice: 'json',
			/** How far it has been carried out. */
			progress: 'json',
			/** When the decision was carried out. */
			settled_at: 'int',
			/** When the workflow was last told to go on. */
			handed_on_at: 'int',
		},
		{ indexes: [{ columns: ['step', 'turn'], unique: true }, { columns: ['selection_id'], unique: true }] },
	),
} as const;
