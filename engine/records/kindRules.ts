import { EngineError } from '../EngineError';
import type { KindDefinition } from './catalogue/Field';
import type { Kind } from './kinds';
import { joinName, splitName } from './personName';
import { textOrNull, type Columns } from './recordValues';

/** What a new record holds where nothing was said. */
export function defaultsOf(kind: Kind, now: number): Columns {
	switch (kind) {
		case 'task':
			return { status: 'not_started', outcome: 'open' };
		case 'opportunity':
			return { stage: 'Prospecting' };
		case 'campaign':
			return { status: 'Planning' };
		case 'lead':
			return { status: 'New' };
		case 'user':
			return { active: 1 };
		case 'activity':
			return { happened_at: now };
		case 'message':
		case 'contact':
		case 'account':
		case 'event':
		case 'template':
			return {};
	}
}

/** Kinds whose name is made of a given and a family name. */
export function isPerson(kind: Kind): boolean {
	return kind === 'lead' || kind === 'contact' || kind === 'user';
}

/**
 * Keeps a person's three names in step: a full name alone is split, given and family name make the full name; a
 * lead without any is called by its company.
 * `before` is the record as it stands; null for a new one. Answers `columns` with what follows from them.
 */
export function withPersonName(kind: Kind, columns: Readonly<Columns>, before: Readonly<Columns> | null): Columns {
	if (!isPerson(kind)) return { ...columns };
	const said = (column: string) => columns[column] !== undefined;
	const partsSaid = said('first_name') || said('last_name');
	const full = textOrNull(columns.name);
	if (full !== null) {
		if (partsSaid || before?.name === full) return { ...columns };
		return { ...columns, ...splitName(full) };
	}
	if (!partsSaid && before !== null && columns.name !== null) return { ...columns };
	const part = (column: string) => textOrNull(said(column) ? columns[column] : before?.[column]);
	const joined = joinName({ first_name: part('first_name'), last_name: part('last_name') });
	return { ...columns, name: joined ?? (kind === 'lead' ? part('company') : null) };
}

/** What a kind of record can't do without. @throws EngineError that names it */
export function checkRequired(definition: KindDefinition, record: Readonly<Columns>): void {
	const problem = missing(definition, record);
	if (problem) throw new EngineError('invalid-input', problem.message, problem.wayOut);
}

/** What is missing for a record to be kept, in words; null where nothing is. */
export function missing(definition: KindDefinition, record: Readonly<Columns>): { readonly message: string; readonly wayOut: string } | null {
	const has = (column: string) => (record[column] ?? null) !== null;
	const label = definition.label;
	switch (definition.kind) {
		case 'lead':
		case 'contact':
		case 'user':
			if (has('name') || has('email') || has('external_id') || has('company')) return null;
			return { message: `${label}: there is no name, no address and no external id.`, wayOut: 'Give at least one of them.' };
		case 'account':
		case 'campaign':
		case 'opportunity':
		case 'task':
		case 'event':
		case 'template': {
			if (has('name')) return null;
			const field = definition.fields.find((one) => one.name === 'name');
			return { message: `${label}: the field "name" (${field?.label ?? 'Name'}) is empty.`, wayOut: 'Give it a text.' };
		}
		case 'activity':
		case 'message':
			return null;
	}
}
