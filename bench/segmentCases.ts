import type { Condition, Segment } from '../engine/segments/Criteria';

/** A search as users write it, and by hand over the narrow tables. */
export interface SegmentCase {
	readonly name: string;
	readonly segment: Segment;
	readonly statements: readonly string[];
}

const SINCE = '2024-06-01';
const SINCE_MS = Date.parse(`${SINCE}T00:00:00Z`);

/** The accounts that the second case's saved filter finds. */
export const BIG_RETAIL: Segment = {
	tabs: [
		{
			kind: 'account',
			condition: {
				type: 'group',
				match: 'all',
				conditions: [
					{ type: 'field', field: 'industry', operator: 'is', value: 'Retail' },
					{ type: 'field', field: 'employees', operator: 'isAtLeast', value: 250 },
				],
			},
		},
	],
};

const is = (field: string, value: string): Condition => ({ type: 'field', field, operator: 'is', value });
const all = (...conditions: readonly Condition[]): Condition => ({ type: 'group', match: 'all', conditions });

/** @param filterId the saved filter BIG_RETAIL */
export function segmentCases(filterId: number): readonly SegmentCase[] {
	return [
		{
			name: 'by field',
			segment: {
				tabs: [
					{
						kind: 'contact',
						condition: all(
							is('country', 'Spain'),
							{ type: 'field', field: 'lead_source', operator: 'isAnyOf', value: ['Web', 'Fair'] },
							{ type: 'field', field: 'created_at', operator: 'isAfter', value: '2024-05-31' },
						),
					},
				],
			},
			statements: [`INSERT INTO picked SELECT 1, 2, id FROM contact WHERE country = 'spain' AND lead_source IN ('web', 'fair') AND created_at >= ${SINCE_MS}`],
		},
		{
			name: 'by account\'s filter',
			segment: { tabs: [{ kind: 'contact', condition: { type: 'accountFilter', filterId } }] },
			statements: [`INSERT INTO picked SELECT 1, 2, id FROM contact WHERE account_id IN (SELECT id FROM account WHERE industry = 'retail' AND employees >= 250)`],
		},
		{
			name: 'with and without messages',
			segment: {
				tabs: [
					{
						kind: 'contact',
						condition: all({ type: 'messages', campaignId: 3, outcome: 'opened' }, { type: 'messages', campaignId: 5, outcome: 'any', negate: true }),
					},
				],
			},
			statements: [
				`INSERT INTO picked SELECT 1, 2, c.id FROM contact AS c WHERE c.id IN (SELECT contact_id FROM message WHERE campaign_id = 3 AND open_count > 0)
					AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.campaign_id = 5 AND m.contact_id = c.id)`,
			],
		},
		{
			name: 'union of four tabs',
			segment: {
				tabs: [
					{ kind: 'contact', condition: is('country', 'Italy') },
					{ kind: 'contact', condition: { type: 'messages', campaignId: 3, outcome: 'clicked' } },
					{ kind: 'lead', condition: all(is('country', 'Spain'), is('status', 'New')) },
					{ kind: 'task', condition: { type: 'tasks', campaignId: 2, match: { status: null, outcome: 'positive' } } },
				],
			},
			statements: [
				`INSERT INTO picked SELECT 1, 2, id FROM contact WHERE country = 'italy'`,
				`INSERT INTO picked SELECT DISTINCT 1, 2, contact_id FROM message WHERE campaign_id = 3 AND click_count > 0 ON CONFLICT DO NOTHING`,
				`INSERT INTO picked SELECT 1, 1, id FROM lead WHERE country = 'spain' AND status = 'new'`,
				`INSERT INTO picked SELECT 1, 5, id FROM task WHERE campaign_id = 2 AND outcome = 'positive'`,
			],
		},
		{
			name: 'nested none-of',
			segment: {
				tabs: [
					{
						kind: 'contact',
						condition: {
							type: 'group',
							match: 'none',
							conditions: [
								{ type: 'field', field: 'country', operator: 'isAnyOf', value: ['Spain', 'Italy'] },
								{
									type: 'group',
									match: 'any',
									conditions: [is('lead_source', 'Web'), all(is('city', 'London'), { type: 'field', field: 'created_at', operator: 'isBefore', value: SINCE })],
								},
								{ type: 'member', campaignId: 2 },
								{ type: 'messages', campaignId: 4, outcome: 'bounced' },
							],
						},
					},
				],
			},
			statements: [
				`INSERT INTO picked SELECT 1, 2, c.id FROM contact AS c WHERE (c.country IS NULL OR c.country NOT IN ('spain', 'italy'))
					AND (c.lead_source IS NULL OR c.lead_source <> 'web') AND (c.city IS NULL OR c.city <> 'london' OR c.created_at >= ${SINCE_MS})
					AND NOT EXISTS (SELECT 1 FROM campaign_contact AS m WHERE m.campaign_id = 2 AND m.contact_id = c.id)
					AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.campaign_id = 4 AND m.contact_id = c.id AND m.bounce_count > 0)`,
			],
		},
	];
}
