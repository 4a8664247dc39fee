import * as fc from 'fast-check';

import { EngineError } from '../../../engine/EngineError';
import { whyNotInBulk } from '../../../engine/records/bulkWritable';
import { Catalogue, type CustomField } from '../../../engine/records/catalogue/Catalogue';
import { CUSTOM_FIELD_TYPES } from '../../../engine/records/catalogue/customFieldTypes';
import type { Field } from '../../../engine/records/catalogue/Field';
import { createCustomField } from '../../../engine/records/customFields';
import { KINDS, type Kind } from '../../../engine/records/kinds';
import type { Store } from '../../../engine/store/Store';
import type { SqlValue } from '../../../engine/store/Transaction';
import { insertRow, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { writeAsSet, writeByHand } from './fieldSteps';

const TEXTS = ['Élan', 'elan', 'García López, Ana', 'Ana García', 'o\'Brien "x" \\ {y}', 'Straße ﬁ 😀', '42', '   b'];
const among = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

function valueOf(field: Field, references: ReadonlyMap<Kind, number>): fc.Arbitrary<SqlValue> {
	switch (field.type) {
		case 'text':
		case 'longText':
		case 'phone':
		case 'url':
			return among(...TEXTS);
		case 'email':
			return among('Ann@Example.com', 'ann@müller.example', 'no address');
		case 'option':
			return among(...(field.options.length > 0 ? field.options.map(({ value }) => value) : TEXTS));
		case 'integer':
			return among(0, 1, -3, 42);
		case 'number':
			return among(0, 1, 1.5, -1e15);
		case 'boolean':
			return among(0, 1);
		case 'date':
			return among('2024-03-31', '2025-01-01');
		case 'instant':
			return among(0, 1_711_839_599_999);
		case 'reference':
			return among((field.to && references.get(field.to)) ?? null);
	}
}

describeStores('the columns that a field is stored in', (newStore) => {
	let store: Store;
	let catalogue: Catalogue;
	const references = new Map<Kind, number>();

	beforeAll(async () => {
		store = await newStore();
		const customFields: CustomField[] = [];
		for (const kind of KINDS) {
			for (const type of CUSTOM_FIELD_TYPES) {
				const options = type === 'option' ? [{ value: 'S', label: 'Small' }, { value: 'Élan', label: 'Large' }] : [];
				customFields.push(await store.run(createCustomField, { kind, name: `own_${type.toLowerCase()}`, label: '', type, options }));
			}
			references.set(kind, await insertRow(store, kind === 'user' ? 'crm_user' : kind, { name: 'Referred to', ...needed(kind) }));
		}
		catalogue = new Catalogue(customFields);
	});

	/** Columns without which there can be no row. */
	const needed = (kind: Kind): Row => (kind === 'message' ? { origin: 'manual', occurrence: '', recipient_kind: 3, recipient_id: 1, account_id: 1, state: 'sent' } : {});

	test.each(KINDS)('VM-16 a set statement writes each field of a %s as a person\'s change would, with all that is derived', async (kind) => {
		const fields = catalogue.kind(kind).fields.filter((field) => whyNotInBulk(catalogue.kind(kind), field) === null);
		const table = catalogue.kind(kind).table;
		const before = fc.record({
			name: among<SqlValue>('Ana García', 'Ana'),
			first_name: among<SqlValue>(null, 'Ána'),
			last_name: among<SqlValue>(null, 'García'),
			company: among<SqlValue>(null, 'Émbraer'),
			custom: among<SqlValue>(null, '{"own_text":"Élan","own_number":1.5}'),
		});
		const writes = fc.constantFrom(...fields).chain((field) => fc.record({ field: fc.constant(field), value: fc.oneof({ weight: 4, arbitrary: valueOf(field, references) }, { weight: 1, arbitrary: fc.constant<SqlValue>(null) }), before }));
		await fc.assert(
			fc.asyncProperty(writes, async ({ field, value, before: stands }) => {
				const has = new Set(catalogue.kind(kind).fields.map((one) => one.name));
				const row = { ...Object.fromEntries(Object.entries(stands).filter(([column]) => column === 'custom' || has.has(column))), custom_f: stands.custom === null ? null : '{"own_text":"elan"}', ...needed(kind) };
				const [one, other] = [await insertRow(store, table, row), await insertRow(store, table, row)];
				const write = { kind, field: field.name, value, customFields: catalogue.customFields };
				const asSet = await store.run(writeAsSet, { ...write, id: one });
				const byHand = await store.run(writeByHand, { ...write, id: other }).catch((error: unknown) => {
					if (error instanceof EngineError) return null;
					throw error;
				});
				expect(asSet?.row).toEqual(byHand?.row);
				// A name's own value may stay while the names that make it change.
				if (field.name !== 'name') expect(asSet?.differs).toBe(byHand?.differs);
			}),
			{ numRuns: 30, seed: 16 },
		);
	});

	test('VM-16 fields that no set may write: kept by the engine, consent, what tells records apart, whom a message went to', () => {
		const refused = (kind: Kind) => catalogue.kind(kind).fields.filter((field) => whyNotInBulk(catalogue.kind(kind), field) !== null).map(({ name }) => name);
		expect(refused('contact')).toEqual(['id', 'external_id', 'do_not_email', 'created_at', 'updated_at']);
		expect(refused('message')).toEqual(expect.arrayContaining(['contact_id', 'account_id', 'campaign_id', 'address', 'state', 'open_count', 'template_id']));
		expect(refused('task')).toEqual(['id', 'external_id', 'created_at', 'updated_at']);
	});
});
