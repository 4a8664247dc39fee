import type { KindDefinition } from '../../../engine/records/catalogue/Field';
import type { RecordValues } from '../../../engine/records/recordValues';

const UNTICKED = new Set(['', 'false', 'no', '0', 'off']);

/**
 * The values without a "do not email" that isn't ticked. A mapping runs for every item that passes by, from systems
 * that don't know who unsubscribed: it may say no, and never lifts one. A person lifts it in CRM Consent, with a reason.
 */
export function withoutLift(definition: KindDefinition, values: RecordValues): RecordValues {
	const consent = definition.fields.find((field) => field.storage.kind === 'consent');
	if (!consent || !(consent.name in values) || isTicked(values[consent.name])) return values;
	return Object.fromEntries(Object.entries(values).filter(([name]) => name !== consent.name));
}

function isTicked(value: unknown): boolean {
	if (value === null || value === undefined || value === false || value === 0) return false;
	return typeof value !== 'string' || !UNTICKED.has(value.trim().toLowerCase());
}
