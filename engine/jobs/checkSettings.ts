import { sql, type RawBuilder } from 'kysely';

import { EngineError } from '../EngineError';
import { checkBulkWritable } from '../records/bulkWritable';
import type { Catalogue } from '../records/catalogue/Catalogue';
import type { Field, KindDefinition } from '../records/catalogue/Field';
import { first, type Steps, type Tx } from '../store/Transaction';
import { fits } from './fits';
import { isRelatedKind, type AssignSettings, type CopySettings, type JobSettings } from './Job';
import { relatedKindsOf } from './ways';

/** What a job writes into records of a kind. */
export interface JobTarget {
	readonly definition: KindDefinition;
	readonly field: Field;
}

/** The field of a kind's records that a job writes. @throws EngineError where a custom field is gone */
export function targetOf(catalogue: Catalogue, settings: JobSettings, kind: KindDefinition['kind']): JobTarget {
	return { definition: catalogue.kind(kind), field: catalogue.field(kind, settings.kind === 'assign' ? 'assigned_user_id' : settings.toField) };
}

/** Whether a check is for looking only, or for what is written in the same transaction. */
export type Purpose = 'look' | 'write';

/** Ends a SELECT: on PostgreSQL nobody deletes what it found until this transaction ends. */
export function kept(tx: Tx, purpose: Purpose): RawBuilder<unknown> {
	return purpose === 'write' && tx.dialect.name === 'postgres' ? sql`FOR SHARE` : sql``;
}

/**
 * Refuses what can't be carried out: asked when a job is queued, and again whenever it goes on.
 * @throws EngineError that names the user, kind or field, and what is accepted
 */
export function* checkSettings(tx: Tx, catalogue: Catalogue, settings: JobSettings, purpose: Purpose): Steps<void> {
	switch (settings.kind) {
		case 'assign':
			return yield* checkAssign(tx, settings, purpose);
		case 'copy':
			return checkCopy(catalogue, settings);
	}
}

function* checkAssign(tx: Tx, { userId, related }: AssignSettings, purpose: Purpose): Steps<void> {
	const unknown = related.find((kind) => !isRelatedKind(kind));
	if (unknown !== undefined) throw new EngineError('invalid-input', `Related records of kind "${String(unknown)}" can't be reassigned.`, 'Choose among contacts, tasks, opportunities, messages, activities and events.');
	const user = yield* first(tx, sql<{ id: number }>`SELECT id FROM crm_user WHERE id = ${userId} ${kept(tx, purpose)}`);
	if (!user) throw new EngineError('not-found', `There is no user ${userId}, or not any more.`, 'Choose another user under Assign To.');
}

function checkCopy(catalogue: Catalogue, { fromKind, fromField, toKind, toField }: CopySettings): void {
	const related = relatedKindsOf(fromKind);
	const source = catalogue.kind(fromKind);
	if (!related.includes(toKind)) {
		const possible = related.map((kind) => catalogue.kind(kind).labelPlural.toLowerCase());
		throw new EngineError(
			'invalid-input',
			`No ${catalogue.kind(toKind).labelPlural.toLowerCase()} hang on ${source.labelPlural.toLowerCase()}.`,
			possible.length === 0 ? 'Copy from another kind of record.' : `Copy to one of: ${possible.join(', ')}.`,
		);
	}
	const target = catalogue.kind(toKind);
	const [from, to] = [catalogue.field(fromKind, fromField), catalogue.field(toKind, toField)];
	checkBulkWritable(target, to);
	if (from.storage.kind === 'consent') {
		throw new EngineError('not-allowed', `"${from.label}" of ${source.labelPlural.toLowerCase()} is kept in the consent ledger and can't be copied.`, 'Write down who said no with CRM Consent → Set.');
	}
	if (fits(from, to)) return;
	throw new EngineError(
		'invalid-input',
		`${source.label}, field "${from.name}" (${typeWords(from)}) can't be copied into ${target.label}, field "${to.name}" (${typeWords(to)}).`,
		'Choose two fields of the same type.',
	);
}

function typeWords({ type, to }: Field): string {
	switch (type) {
		case 'longText':
			return 'long text';
		case 'instant':
			return 'date and time';
		case 'integer':
			return 'whole number';
		case 'reference':
			return `reference to ${to === 'account' || to === 'opportunity' ? 'an' : 'a'} ${to ?? 'record'}`;
		case 'text':
		case 'email':
		case 'phone':
		case 'url':
		case 'number':
		case 'boolean':
		case 'date':
		case 'option':
			return type;
	}
}
