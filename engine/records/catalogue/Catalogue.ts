import { EngineError } from '../../EngineError';
import { KINDS, type Kind } from '../kinds';
import { DEFINITIONS } from './definitions';
import type { Field, FieldOption, FieldType, KindDefinition } from './Field';

/** A field that users added to a kind. */
export interface CustomField {
	readonly kind: Kind;
	readonly name: string;
	readonly label: string;
	readonly type: FieldType;
	readonly options: readonly FieldOption[];
}

export const CUSTOM_PREFIX = 'custom.';

/**
 * All kinds with all their fields: the only place identifiers in SQL come from.
 * Plain data underneath, so that it crosses threads as its custom fields.
 */
export class Catalogue {
	private readonly byName = new Map<Kind, ReadonlyMap<string, Field>>();
	private readonly definitions = new Map<Kind, KindDefinition>();

	constructor(readonly customFields: readonly CustomField[] = []) {
		for (const kind of KINDS) {
			const standard = DEFINITIONS[kind];
			const custom = customFields.filter((field) => field.kind === kind).map(customAsField);
			const definition: KindDefinition = { ...standard, fields: [...standard.fields, ...custom] };
			this.definitions.set(kind, definition);
			this.byName.set(kind, new Map(definition.fields.map((field) => [field.name, field])));
		}
	}

	kind(kind: Kind): KindDefinition {
		const definition = this.definitions.get(kind);
		if (!definition) throw new EngineError('invalid-input', `There is no kind of record "${kind}".`, `Use one of: ${KINDS.join(', ')}.`);
		return definition;
	}

	findField(kind: Kind, name: string): Field | undefined {
		return this.byName.get(kind)?.get(name);
	}

	/** @throws EngineError that names the field and the nearest ones there are */
	field(kind: Kind, name: string): Field {
		const field = this.findField(kind, name);
		if (field) return field;
		const definition = this.kind(kind);
		const names = definition.fields.map((known) => known.name).join(', ');
		throw new EngineError(
			'invalid-input',
			`${definition.labelPlural} have no field "${name}".`,
			`Choose one of: ${names}. A field of your own is added with CRM Record → Custom Field → Create.`,
		);
	}
}

function customAsField(custom: CustomField): Field {
	return {
		name: CUSTOM_PREFIX + custom.name,
		label: custom.label,
		type: custom.type,
		options: custom.options,
		to: null,
		writable: true,
		storage: { kind: 'custom', key: custom.name },
		headers: [custom.name, custom.label],
	};
}
