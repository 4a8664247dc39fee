/**
 * The reference: the same rows in the narrowest typed tables that the benchmarks' searches need, with the indexes one
 * would give them, and SQL written by hand.
 */
export interface NarrowTable {
	readonly name: string;
	readonly columns: string;
	/** From our tables, which stand in the schema that `from` names. */
	readonly rows: (from: string) => string;
	readonly indexes: readonly string[];
}

export const NARROW: readonly NarrowTable[] = [
	{
		name: 'account',
		columns: 'id INTEGER PRIMARY KEY, industry TEXT, country TEXT, employees INTEGER',
		rows: (from) => `SELECT id, industry_f, country_f, employees FROM ${from}.account`,
		indexes: ['country'],
	},
	{
		name: 'contact',
		columns: 'id INTEGER PRIMARY KEY, account_id INTEGER, country TEXT, city TEXT, lead_source TEXT, created_at BIGINT',
		rows: (from) => `SELECT id, account_id, country_f, city_f, lead_source_f, created_at FROM ${from}.contact`,
		indexes: ['country', 'city', 'account_id'],
	},
	{
		name: 'lead',
		columns: 'id INTEGER PRIMARY KEY, country TEXT, status TEXT',
		rows: (from) => `SELECT id, country_f, status_f FROM ${from}.lead`,
		indexes: ['country'],
	},
	{
		name: 'message',
		columns: 'id INTEGER PRIMARY KEY, campaign_id INTEGER, contact_id INTEGER, state TEXT, open_count INTEGER, click_count INTEGER, bounce_count INTEGER',
		rows: (from) => `SELECT id, campaign_id, contact_id, state, open_count, click_count, bounce_count FROM ${from}.message`,
		indexes: ['campaign_id, contact_id'],
	},
	{
		name: 'task',
		columns: 'id INTEGER PRIMARY KEY, campaign_id INTEGER, contact_id INTEGER, account_id INTEGER, status TEXT, outcome TEXT',
		rows: (from) => `SELECT id, campaign_id, contact_id, account_id, status, outcome FROM ${from}.task`,
		indexes: ['campaign_id, outcome'],
	},
	{
		name: 'campaign_contact',
		columns: 'campaign_id INTEGER, contact_id INTEGER, PRIMARY KEY (campaign_id, contact_id)',
		rows: (from) => `SELECT campaign_id, record_id FROM ${from}.campaign_member WHERE kind = 2`,
		indexes: [],
	},
	{
		name: 'picked',
		columns: 'selection_id INTEGER, kind INTEGER, record_id INTEGER, PRIMARY KEY (selection_id, kind, record_id)',
		rows: () => 'SELECT 0, 0, 0 WHERE 1 = 0',
		indexes: [],
	},
];

/** What both stores' references do. */
export interface Reference {
	/** Statements that pick rows into `picked`, one transaction. Answers how long it took, in ms. */
	pick(statements: readonly string[]): Promise<number>;
	/** `count sum` of what was picked, then forgets it. */
	takePicked(): Promise<string>;
	close(): Promise<void>;
}

export const CHECKSUM = 'COUNT(*) || \' \' || COALESCE(SUM(kind * 10000000 + record_id), 0)';
