import type { Kind } from '../kinds';

/**
 * What a field holds; decides its operators, its parsing and its casts.
 * `instant` is a point in time (UTC ms), `date` a calendar day (YYYY-MM-DD).
 */
export type FieldType =
	| 'text'
	| 'longText'
	| 'email'
	| 'phone'
	| 'url'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'date'
	| 'instant'
	| 'option'
	| 'reference';

export interface FieldOption {
	readonly value: string;
	readonly label: string;
}

/** A field of a kind of record, as users see it. */
export interface Field {
	/** Its name in items, criteria and merge fields; for a custom field without the `custom.` in front. */
	readonly name: string;
	readonly label: string;
	readonly type: FieldType;
	/** For `option`: the values it takes. */
	readonly options: readonly FieldOption[];
	/** For `reference`: the kind it points at. */
	readonly to: Kind | null;
	/** Whether a user may write it; figures and times kept by the engine are read-only. */
	readonly writable: boolean;
	readonly storage: FieldStorage;
	/** Headers by which exports call it, in English, Spanish and Italian, beside its name and label. */
	readonly headers: readonly string[];
}

/** Where a field's value stands. */
export type FieldStorage =
	/** A column; `folded` tells that `<column>_f` stands beside it. */
	| { readonly kind: 'column'; readonly column: string; readonly folded: boolean }
	/** A key of the `custom` JSON, folded text in `custom_f`. */
	| { readonly kind: 'custom'; readonly key: string }
	/** "Do not send email": derived from the consent ledger, written as an entry in it. */
	| { readonly kind: 'consent' };

/** A kind of record with its table and fields. */
export interface KindDefinition {
	readonly kind: Kind;
	readonly label: string;
	readonly labelPlural: string;
	readonly table: string;
	readonly fields: readonly Field[];
}

type Extra = Partial<Pick<Field, 'headers' | 'writable'>>;

function field(name: string, label: string, type: FieldType, folded: boolean, extra: Extra): Field {
	return {
		name,
		label,
		type,
		options: [],
		to: null,
		writable: extra.writable ?? true,
		storage: { kind: 'column', column: name, folded },
		headers: extra.headers ?? [],
	};
}

export function text(name: string, label: string, headers: readonly string[] = [], extra: Extra = {}): Field {
	return field(name, label, 'text', true, { headers, ...extra });
}

export function longText(name: string, label: string, headers: readonly string[] = []): Field {
	return field(name, label, 'longText', true, { headers });
}

/** A text that is only shown and sent, never compared. */
export function body(name: string, label: string): Field {
	return field(name, label, 'longText', false, {});
}

/** A text of a closed list kept by the engine, compared as it is. */
export function code(name: string, label: string, options: readonly FieldOption[], extra: Extra = {}): Field {
	return { ...field(name, label, 'option', false, extra), options };
}

/** A list that users may extend: the options are offered, others are accepted. */
export function pick(name: string, label: string, values: readonly string[], headers: readonly string[] = []): Field {
	return { ...text(name, label, headers), options: values.map((value) => ({ value, label: value })) };
}

export function email(name: string, label: string, headers: readonly string[] = []): Field {
	return field(name, label, 'email', true, { headers });
}

export function phone(name: string, label: string, headers: readonly string[] = []): Field {
	return field(name, label, 'phone', true, { headers });
}

export function url(name: string, label: string, headers: readonly string[] = []): Field {
	return field(name, label, 'url', true, { headers });
}

export function integer(name: string, label: string, extra: Extra = {}): Field {
	return field(name, label, 'integer', false, extra);
}

export function number(name: string, label: string, extra: Extra = {}): Field {
	return field(name, label, 'number', false, extra);
}

export function flag(name: string, label: string, extra: Extra = {}): Field {
	return field(name, label, 'boolean', false, extra);
}

export function date(name: string, label: string, extra: Extra = {}): Field {
	return field(name, label, 'date', false, extra);
}

export function instant(name: string, label: string, extra: Extra = {}): Field {
	return field(name, label, 'instant', false, extra);
}

export function reference(name: string, label: string, to: Kind, extra: Extra = {}): Field {
	return { ...field(name, label, 'reference', false, extra), to };
}

export function doNotEmail(): Field {
	return {
		...flag('do_not_email', 'Do Not Send Email', {
			headers: ['do not email', 'email opt out', 'opt out', 'unsubscribed', 'no enviar email', 'no enviar correo', 'baja', 'non inviare email', 'disiscritto', 'emailoptout'],
		}),
		storage: { kind: 'consent' },
	};
}
