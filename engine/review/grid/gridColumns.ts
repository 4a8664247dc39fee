import type { SearchKind } from '../../records/kinds';

/** Columns of the grid in which a person looks through a selection, as they stand side by side. */
export const GRID_COLUMNS = ['name', 'kind', 'title', 'account', 'city', 'region', 'email', 'consent', 'assigned_user', 'status', 'date', 'campaign', 'amount'] as const;

export type GridColumn = (typeof GRID_COLUMNS)[number];

/** What a column holds; decides by what it can be filtered. */
export type ColumnType = 'text' | 'choice' | 'day' | 'number';

export const COLUMN_TYPES: Readonly<Record<GridColumn, ColumnType>> = {
	kind: 'choice',
	name: 'text',
	title: 'text',
	account: 'text',
	city: 'text',
	region: 'text',
	email: 'text',
	consent: 'choice',
	assigned_user: 'text',
	status: 'text',
	date: 'day',
	campaign: 'text',
	amount: 'number',
};

/** Where a kind has what a column shows. */
export type Place =
	/** A field of its own. */
	| { readonly at: 'own'; readonly field: string }
	/** A field of whom a mail would go to: contact, else lead, else account. */
	| { readonly at: 'recipient'; readonly field: 'title' | 'city' | 'region' | 'email' }
	/** The name of its account; of an account its own. */
	| { readonly at: 'account' }
	/** The name of a record that one of its fields refers to. */
	| { readonly at: 'named'; readonly field: 'assigned_user_id' | 'campaign_id'; readonly kind: 'user' | 'campaign' }
	| { readonly at: 'kind' }
	| { readonly at: 'consent' }
	| { readonly at: 'nowhere' };

const own = (field: string): Place => ({ at: 'own', field });
const NOWHERE: Place = { at: 'nowhere' };
const CAMPAIGN: Place = { at: 'named', field: 'campaign_id', kind: 'campaign' };

/** What is the same for every kind. */
const COMMON = {
	kind: { at: 'kind' },
	name: own('name'),
	account: { at: 'account' },
	consent: { at: 'consent' },
	assigned_user: { at: 'named', field: 'assigned_user_id', kind: 'user' },
} as const satisfies Partial<Record<GridColumn, Place>>;

const REACHED = { city: own('city'), region: own('region'), email: own('email'), date: NOWHERE, campaign: NOWHERE, amount: NOWHERE } as const;

const recipients = (field: 'title' | 'city' | 'region' | 'email'): Place => ({ at: 'recipient', field });
const RELATED = { title: recipients('title'), city: recipients('city'), region: recipients('region'), email: recipients('email'), campaign: CAMPAIGN } as const;

const PLACES: Readonly<Record<SearchKind, Readonly<Record<GridColumn, Place>>>> = {
	contact: { ...COMMON, ...REACHED, title: own('title'), status: NOWHERE },
	// A lead has no account yet: the company it names stands for it.
	lead: { ...COMMON, ...REACHED, account: own('company'), title: own('title'), status: own('status') },
	account: { ...COMMON, ...REACHED, title: NOWHERE, status: NOWHERE },
	message: { ...COMMON, ...RELATED, status: own('state'), date: own('date_at'), amount: NOWHERE },
	task: { ...COMMON, ...RELATED, status: own('status'), date: own('due_at'), amount: NOWHERE },
	opportunity: { ...COMMON, ...RELATED, status: own('stage'), date: own('close_date'), amount: own('amount') },
};

export function placeOf(column: GridColumn, kind: SearchKind): Place {
	return PLACES[kind][column];
}

/** The columns that say anything about these kinds. */
export function columnsFor(kinds: readonly SearchKind[]): GridColumn[] {
	return GRID_COLUMNS.filter((column) => kinds.some((kind) => placeOf(column, kind).at !== 'nowhere'));
}

export function isGridColumn(text: string): text is GridColumn {
	return GRID_COLUMNS.some((column) => column === text);
}
