import type { CampaignFigures, Figures, SalespersonFigures } from './CampaignReport';
import { addMessages, NO_MESSAGES, type MessageCounts } from './messageCounts';
import { addWork, NO_WORK, type WorkRow } from './work';

/** What is counted of one campaign's messages of one salesperson. */
export interface MessageRow {
	readonly campaignId: number;
	readonly userId: number | null;
	readonly counts: MessageCounts;
}

/** The figures of all of these together. @param selected by each campaign that a run selected rows for */
export function figuresOf(rows: readonly MessageRow[], work: readonly WorkRow[], selected: readonly number[]): Figures {
	return {
		selected: selected.length === 0 ? null : selected.reduce((sum, count) => sum + count, 0),
		...rows.map(({ counts }) => counts).reduce(addMessages, NO_MESSAGES),
		...work.reduce(addWork, NO_WORK),
	};
}

/** A row for each of these campaigns, those with most messages sent first. */
export function campaignRows(names: ReadonlyMap<number, string | null>, rows: readonly MessageRow[], work: readonly WorkRow[], selected: ReadonlyMap<number, number>): CampaignFigures[] {
	const messagesOf = grouped(rows, ({ campaignId }) => campaignId);
	const workOf = grouped(work, ({ campaignId }) => campaignId);
	return [...names]
		.map(([campaignId, name]) => {
			const ownSelected = selected.get(campaignId);
			return { campaignId, name, ...figuresOf(messagesOf.get(campaignId) ?? [], workOf.get(campaignId) ?? [], ownSelected === undefined ? [] : [ownSelected]) };
		})
		.sort((one, other) => other.sent - one.sent || other.messages - one.messages || one.campaignId - other.campaignId);
}

/** A row for each user, and one for what is nobody's: most won first, then most messages. */
export function salespersonRows(names: ReadonlyMap<number, string | null>, rows: readonly MessageRow[], work: readonly WorkRow[]): SalespersonFigures[] {
	const messagesOf = grouped(rows, ({ userId }) => userId);
	const workOf = grouped(work, ({ userId }) => userId);
	return [...new Set([...messagesOf.keys(), ...workOf.keys()])]
		.map((userId): SalespersonFigures => ({
			userId,
			name: userId === null ? null : (names.get(userId) ?? null),
			...(messagesOf.get(userId) ?? []).map(({ counts }) => counts).reduce(addMessages, NO_MESSAGES),
			...(workOf.get(userId) ?? []).reduce(addWork, NO_WORK),
		}))
		.sort((one, other) => other.wonAmount - one.wonAmount || other.messages - one.messages || (one.userId ?? 0) - (other.userId ?? 0));
}

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, readonly Row[]> {
	const groups = new Map<Key, Row[]>();
	for (const row of rows) {
		const known = groups.get(keyOf(row));
		if (known) known.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}
