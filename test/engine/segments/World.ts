import { Catalogue, type CustomField } from '../../../engine/records/catalogue/Catalogue';
import type { SearchKind } from '../../../engine/records/kinds';
import type { Segment } from '../../../engine/segments/Criteria';

/** What a record holds, by field name (custom ones as `custom.name`); booleans are 0 and 1. */
export interface WorldRecord {
	readonly id: number;
	readonly [field: string]: string | number | null;
}

export interface WorldMember {
	readonly campaign_id: number;
	readonly kind: number;
	readonly record_id: number;
	readonly status: string | null;
}

export interface AddressNo {
	readonly address_key: string;
	readonly scope: 'all' | 'campaign' | 'service';
	readonly scope_ref: string;
}

export interface RecordNo {
	readonly record_kind: number;
	readonly record_id: number;
	readonly scope: 'all' | 'campaign' | 'service';
	readonly scope_ref: string;
}

export interface WorldFilter {
	readonly id: number;
	readonly name: string;
	readonly segment: Segment;
}

/** Everything segments ask about, small enough to be searched by hand. */
export interface World {
	readonly records: Readonly<Record<SearchKind, readonly WorldRecord[]>>;
	readonly campaigns: readonly number[];
	readonly members: readonly WorldMember[];
	readonly addressNoes: readonly AddressNo[];
	readonly recordNoes: readonly RecordNo[];
	readonly filters: readonly WorldFilter[];
}

const custom = (kind: SearchKind, name: string, type: CustomField['type']): CustomField => ({ kind, name, label: name, type, options: [] });

/** One custom field of each sort, with a name that must not end up in a statement. */
export const CUSTOM_FIELDS: readonly CustomField[] = [
	custom('contact', 'shoe "size"', 'number'),
	custom('contact', 'nickname', 'text'),
	custom('contact', 'vip', 'boolean'),
	custom('contact', 'renewal', 'date'),
	custom('contact', 'seen', 'instant'),
	custom('account', 'tier\'s', 'option'),
	custom('account', 'visits', 'integer'),
];

export const CATALOGUE = new Catalogue(CUSTOM_FIELDS);
