import { EngineError } from '../../EngineError';
import { fold } from '../../store/fold';
import type { Catalogue } from '../catalogue/Catalogue';
import type { Field, KindDefinition } from '../catalogue/Field';
import type { Kind } from '../kinds';

/**
 * How a reference's cell names its record: by our id, by its external id, or by whatever is there
 * (external id, else address, else name).
 */
export type ReferenceBy = 'id' | 'externalId' | 'any';

/** A column of the file and the field it fills. */
export interface MappedColumn {
	/** Its place in the file, from 0. */
	readonly index: number;
	readonly header: string;
	readonly field: string;
	readonly by: ReferenceBy;
}

export interface HeaderMapping {
	readonly columns: readonly MappedColumn[];
	/** Headers that no field takes. */
	readonly unmapped: readonly string[];
}

/** A header's field as a user gives it: its name (with how a reference is named), or null to leave the column out. */
export type GivenMapping = Readonly<Record<string, string | { readonly field: string; readonly by: ReferenceBy } | null>>;

/**
 * Which column fills which field. What is given comes first; the other headers are compared, without capitals,
 * accents, blanks and punctuation, to the fields' names and labels, then to what exports call them. A header of a
 * reference that ends in the word "id" (SupportRepId) names its record by external id. The first header left that
 * ends so (CustomerId) is the external id. Each field is filled by one column: the first.
 * @throws EngineError when a given header or field doesn't exist, a field is given twice, or nothing can be mapped
 */
export function mapHeaders(catalogue: Catalogue, kind: Kind, headers: readonly string[], given: GivenMapping = {}): HeaderMapping {
	const definition = catalogue.kind(kind);
	const mapped = new Map<number, MappedColumn>();
	const taken = new Set<string>();
	const ignored = new Set<number>();
	const take = (index: number, field: Field, by: ReferenceBy) => {
		mapped.set(index, { index, header: headers[index] ?? '', field: field.name, by });
		taken.add(field.name);
	};

	for (const [header, target] of Object.entries(given)) {
		const index = givenHeader(headers, header);
		if (target === null) {
			ignored.add(index);
			continue;
		}
		const field = givenField(catalogue, kind, typeof target === 'string' ? target : target.field);
		if (taken.has(field.name)) {
			throw new EngineError('invalid-input', `Two columns are mapped to the field "${field.name}" (${field.label}).`, 'Map one of them elsewhere, or leave it out.');
		}
		take(index, field, typeof target === 'string' ? 'any' : target.by);
	}

	const free = (index: number) => !mapped.has(index) && !ignored.has(index);
	const fields = definition.fields.filter((field) => field.writable);
	const pass = (names: (field: Field) => readonly string[], reference: boolean) => {
		headers.forEach((header, index) => {
			if (!free(index)) return;
			const name = reference ? withoutId(header) : compact(header);
			if (name === null || name === '') return;
			const field = fields.find(
				(one) => !taken.has(one.name) && (!reference || one.type === 'reference') && names(one).some((known) => compact(known) === name),
			);
			if (field) take(index, field, reference || endsInId(header) ? 'externalId' : 'any');
		});
	};
	pass((field) => [field.name, field.label], false);
	pass((field) => field.headers, false);
	pass((field) => [field.name, field.label, ...field.headers], true);

	const externalId = fields.find((field) => field.name === 'external_id');
	const idHeader = headers.findIndex((header, index) => free(index) && endsInId(header));
	if (externalId && idHeader >= 0 && !taken.has('external_id')) take(idHeader, externalId, 'any');

	if (mapped.size === 0) throw nothingMapped(definition, headers);
	return {
		columns: [...mapped.values()].sort((one, other) => one.index - other.index),
		unmapped: headers.filter((_, index) => free(index)),
	};
}

/** `SupportRepId` is `support rep id`. */
function words(header: string): string[] {
	return fold(header.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2'))
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

function compact(text: string): string {
	return words(text).join('');
}

function endsInId(header: string): boolean {
	return words(header).at(-1) === 'id';
}

/** The header's words before "id", put together; NULL where it doesn't end so. */
function withoutId(header: string): string | null {
	return endsInId(header) ? words(header).slice(0, -1).join('') : null;
}

function givenHeader(headers: readonly string[], header: string): number {
	const exact = headers.indexOf(header);
	const index = exact >= 0 ? exact : headers.findIndex((known) => compact(known) === compact(header));
	if (index >= 0) return index;
	throw new EngineError('invalid-input', `The file has no column "${header}".`, `Its columns are: ${headers.join(', ')}.`);
}

function givenField(catalogue: Catalogue, kind: Kind, name: string): Field {
	const field = catalogue.field(kind, name);
	if (field.writable) return field;
	throw new EngineError('invalid-input', `The field "${name}" (${field.label}) is kept by the engine and can't be imported.`, 'Leave the column out.');
}

function nothingMapped(definition: KindDefinition, headers: readonly string[]): EngineError {
	const fields = definition.fields.filter((field) => field.writable).map((field) => field.label);
	return new EngineError(
		'invalid-input',
		`None of the columns ${headers.map((header) => `"${header}"`).join(', ')} is a field of ${definition.labelPlural.toLowerCase()}.`,
		`Check that it is the right file, and that its first row holds the headers; or map the columns. Fields are: ${fields.join(', ')}.`,
	);
}
