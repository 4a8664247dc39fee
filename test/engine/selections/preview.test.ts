import fc from 'fast-check';

import { runProcess } from '../../../engine/campaigns/runProcess';
import { RECIPIENT_KINDS, SEARCH_KINDS, type SearchKind } from '../../../engine/records/kinds';
import { countSelection } from '../../../engine/selections/countSelection';
import { createSelection } from '../../../engine/selections/createSelection';
import { NO_PARAMETERS } from '../../../engine/selections/GeneralParameters';
import { insertRow } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { world } from '../segments/arbitraries';
import { CATALOGUE } from '../segments/World';
import { writeWorld } from '../segments/worldStore';

const IDS = [1, 2, 3, 4, 5, 6, 7, 8, 99];
/** Some of them were deleted, or never there. */
const referencesTo = (kinds: readonly SearchKind[]) =>
	fc.uniqueArray(fc.record({ kind: fc.constantFrom(...kinds), id: fc.constantFrom(...IDS) }), { maxLength: 40, selector: ({ kind, id }) => `${kind} ${id}` });
const references = fc.oneof(referencesTo(SEARCH_KINDS), referencesTo(RECIPIENT_KINDS));

describeStores('what a preview counts', (newStore) => {
	test('X-02 a preview tells what the dry run of Create Messages for a new campaign does', async () => {
		const store = await newStore();
		const seen = new Set<string>();
		await fc.assert(
			fc.asyncProperty(world, fc.array(references, { minLength: 8, maxLength: 8 }), async (made, selections) => {
				await store.run(writeWorld, made);
				const campaignId = await insertRow(store, 'campaign', { id: 4, name: 'Fresh' });
				const templateId = await insertRow(store, 'template', { name: 'T', subject: 'S', html: '<p>x</p>', from_email: 'sender@example.com' });
				await insertRow(store, 'consent_address_no', { address_key: 'bob@example.org', scope: 'campaign', scope_ref: '4', source: 'recipient', since: 1 });
				for (const records of selections) {
					const selection = await createSelection(store, CATALOGUE, { source: { records }, parameters: { ...NO_PARAMETERS, campaignId }, timeZone: 'UTC' });
					const preview = await countSelection(store, selection);
					const input = { selectionId: selection.id, settings: { operation: 'messages', templateId, occurrence: '' }, parameters: {}, createAgain: false } as const;
					const { counts } = await runProcess(store, input, { storeId: store.id, dryRun: true, signal: undefined });
					const { skipped, notSent } = counts;
					const dryRun = {
						byKind: selection.byKind,
						gone: skipped.gone ?? 0,
						withoutRecipient: skipped['no recipient'] ?? 0,
						withoutAddress: notSent['No email address'] ?? 0,
						malformedAddress: notSent['Malformed email address'] ?? 0,
						optedOut: notSent['Opted out'] ?? 0,
						duplicateAddress: (skipped.duplicate ?? 0) + (notSent['Address already mailed in this campaign'] ?? 0),
						mayBeMailed: counts.done,
					};
					expect({ records, preview }).toEqual({ records, preview: dryRun });
					for (const [name, found] of Object.entries(preview)) if (typeof found === 'number' && found > 0) seen.add(name);
				}
			}),
			{ numRuns: 15, seed: 20_240_331, endOnFailure: true },
		);
		expect([...seen].sort()).toEqual(['duplicateAddress', 'gone', 'malformedAddress', 'mayBeMailed', 'optedOut', 'withoutAddress', 'withoutRecipient']);
	});
});
