import { sql } from 'kysely';

import { change, defineTransaction, type Steps } from '../engine/store/Transaction';
import type { Store } from '../engine/store/Store';

/** How much there is of each kind. */
export interface Scale {
	readonly contacts: number;
	readonly accounts: number;
	readonly leads: number;
	readonly messages: number;
	readonly tasks: number;
	readonly opportunities: number;
	readonly members: number;
}

export const FULL: Scale = { contacts: 1_000_000, accounts: 100_000, leads: 100_000, messages: 1_000_000, tasks: 200_000, opportunities: 50_000, members: 300_000 };

export function scaled(by: number): Scale {
	const part = (count: number): number => Math.round(count * by);
	return {
		contacts: part(FULL.contacts),
		accounts: part(FULL.accounts),
		leads: part(FULL.leads),
		messages: part(FULL.messages),
		tasks: part(FULL.tasks),
		opportunities: part(FULL.opportunities),
		members: part(FULL.members),
	};
}

export const CAMPAIGNS = 12;
const USERS = 20;
/** 2026-01-01, and the three years before it in which records were made. */
const NOW = 1_767_225_600_000;
const MINUTES = 3 * 365 * 24 * 60;
const PART = 100_000;

/** The same pseudo-random number below `n` for row `i` on every store: `k` tells columns apart. */
function hash(k: number, n: number): string {
	const x = `((i * 2654435761 + ${k * 2_246_822_519}) % 4294967296)`;
	return `(((${x} * (${x} / 65536 + 7) + ${k * 374_761_393}) % 4294967296) / 1024 % ${n})`;
}

/** One of a list; weights in per cent, evenly where there are none. */
function pick(k: number, values: readonly string[], weights?: readonly number[]): string {
	const drawn = hash(k, weights ? 100 : values.length);
	let below = 0;
	const cases = values.map((value, index) => {
		below += weights?.[index] ?? 1;
		return `WHEN ${drawn} < ${below} THEN '${value.replaceAll('\'', '\'\'')}'`;
	});
	return `CASE ${cases.join(' ')} END`;
}

function sometimes(k: number, perCent: number, value: string): string {
	return `CASE WHEN ${hash(k, 100)} < ${perCent} THEN ${value} END`;
}

const moment = (k: number): string => `${NOW} - ${hash(k, MINUTES)} * 60000`;

/** Words without capitals' troubles: their folded form is their lower case on every store. */
const FIRST = ['Ana', 'Luca', 'Marta', 'Paolo', 'Elena', 'John', 'Mary', 'Carlos', 'Giulia', 'Peter', 'Laura', 'Marco', 'Sofia', 'James', 'Lucia', 'Pablo', 'Chiara', 'Diego', 'Emma', 'Javier'];
const LAST = ['Garcia', 'Rossi', 'Smith', 'Lopez', 'Bianchi', 'Jones', 'Martinez', 'Ferrari', 'Brown', 'Sanchez', 'Romano', 'Taylor', 'Gomez', 'Greco', 'Wilson', 'Ruiz', 'Conti', 'Evans', 'Diaz', 'Marino'];
const CITIES = ['Madrid', 'Barcelona', 'Valencia', 'Sevilla', 'Bilbao', 'Roma', 'Milano', 'Torino', 'Napoli', 'Bologna', 'London', 'Leeds', 'Paris', 'Lyon', 'Berlin', 'Hamburg', 'Lisboa', 'Porto', 'Wien', 'Zaragoza'];
const COUNTRIES = ['Spain', 'Italy', 'United Kingdom', 'France', 'Germany', 'Portugal', 'Austria', 'Ireland'];
const COUNTRY_WEIGHTS = [32, 26, 14, 10, 8, 5, 3, 2];
const SOURCES = ['Web', 'Fair', 'Partner', 'Call', 'Import', 'Referral'];
const SOURCE_WEIGHTS = [30, 15, 15, 15, 20, 5];
const INDUSTRIES = ['Manufacturing', 'Retail', 'Software', 'Health', 'Education', 'Finance', 'Tourism', 'Food', 'Energy', 'Transport'];
const TITLES = ['Director', 'Manager', 'Assistant', 'Engineer', 'Buyer', 'Consultant'];
const DEPARTMENTS = ['Sales', 'Purchasing', 'Administration', 'Technical', 'Marketing'];
const TASK_STATUSES = ['not_started', 'in_progress', 'completed', 'deferred', 'cancelled'];

/** A table's columns as SQL over the row's number `i`; a name with `+f` gets a folded shadow. */
type Columns = Readonly<Record<string, string>>;

const common: Columns = {
	id: 'i',
	external_id: `'X' || i`,
	assigned_user_id: `1 + ${hash(1, USERS)}`,
	source: `'import'`,
	created_at: moment(2),
	updated_at: moment(3),
};

const reach: Columns = {
	'phone+f': sometimes(11, 80, `'+34 9' || ${hash(12, 100_000_000)}`),
	'mobile+f': sometimes(13, 60, `'+34 6' || ${hash(14, 100_000_000)}`),
	'street+f': sometimes(15, 85, `'Calle de la ' || ${pick(16, LAST)} || ' ' || ${hash(17, 200)}`),
	'city+f': sometimes(18, 92, pick(19, CITIES)),
	'region+f': sometimes(20, 50, pick(19, CITIES)),
	'postal_code+f': sometimes(21, 85, `CAST(10000 + ${hash(22, 89_999)} AS text)`),
	'country+f': sometimes(23, 95, pick(24, COUNTRIES, COUNTRY_WEIGHTS)),
	'language+f': sometimes(25, 40, pick(26, ['es', 'it', 'en'])),
	'description+f': sometimes(27, 20, `'Met at the fair in ' || ${pick(19, CITIES)} || ', wants to hear about the new product line.'`),
};

/** No address for 3 in 100, a malformed one for 1; one in 50 shares another's. */
function email(local: string): Columns {
	const number = `CASE WHEN ${hash(31, 50)} = 0 THEN i / 2 ELSE i END`;
	const address = `${local} || ${number} || '@example' || ${hash(32, 50)} || '.com'`;
	return {
		'email+f': `CASE WHEN ${hash(33, 100)} < 3 THEN NULL WHEN ${hash(33, 100)} = 3 THEN 'unknown' ELSE ${address} END`,
		email_key: `CASE WHEN ${hash(33, 100)} <= 3 THEN NULL ELSE ${address} END`,
	};
}

const person: Columns = { 'first_name+f': pick(5, FIRST), 'last_name+f': pick(6, LAST), 'name+f': `${pick(5, FIRST)} || ' ' || ${pick(6, LAST)}`, 'title+f': sometimes(7, 70, pick(8, TITLES)) };

function tables(scale: Scale): readonly { readonly table: string; readonly rows: number; readonly columns: Columns }[] {
	const contact = `1 + ${hash(41, scale.contacts)}`;
	const account = (k: number): string => `1 + ${hash(k, scale.accounts)}`;
	return [
		{ table: 'campaign', rows: CAMPAIGNS, columns: { ...common, 'name+f': `'Campaign ' || i`, 'status+f': `'Active'` } },
		{ table: 'crm_user', rows: USERS, columns: { ...common, 'name+f': `'User ' || i`, active: '1' } },
		{
			table: 'account',
			rows: scale.accounts,
			columns: { ...common, ...reach, ...email(`'office'`), 'name+f': `${pick(6, LAST)} || ' & ' || ${pick(9, LAST)} || ' ' || i`, 'industry+f': pick(51, INDUSTRIES), employees: sometimes(52, 80, hash(53, 500)), annual_revenue: sometimes(54, 60, `${hash(55, 10_000)} * 1000.0`) },
		},
		{
			table: 'contact',
			rows: scale.contacts,
			columns: { ...common, ...person, ...reach, ...email(`'person'`), account_id: sometimes(61, 90, account(62)), 'department+f': sometimes(63, 50, pick(64, DEPARTMENTS)), 'lead_source+f': sometimes(65, 80, pick(66, SOURCES, SOURCE_WEIGHTS)) },
		},
		{
			table: 'lead',
			rows: scale.leads,
			columns: { ...common, ...person, ...reach, ...email(`'lead'`), 'company+f': `${pick(9, LAST)} || ' ' || i`, 'lead_source+f': pick(66, SOURCES, SOURCE_WEIGHTS), 'status+f': pick(67, ['New', 'Contacted', 'Qualified']) },
		},
		{
			table: 'message',
			rows: scale.messages,
			columns: {
				...common,
				'name+f': `'Campaign message ' || i`,
				origin: `'logged'`,
				date_at: moment(70),
				// A campaign's messages are made together: they stand together.
				campaign_id: `1 + (i - 1) * ${CAMPAIGNS} / ${scale.messages}`,
				template_id: '1',
				occurrence: `''`,
				channel: `'email'`,
				contact_id: contact,
				recipient_kind: '2',
				recipient_id: contact,
				address: `'person' || i || '@example.com'`,
				address_key: `'person' || i || '@example.com'`,
				'subject+f': `'Our offers of the month'`,
				state: `CASE WHEN ${hash(71, 100)} < 92 THEN 'sent' WHEN ${hash(71, 100)} < 97 THEN 'not_sent' ELSE 'failed' END`,
				reason_class: `CASE WHEN ${hash(71, 100)} >= 92 AND ${hash(71, 100)} < 97 THEN 'address' END`,
				sent_at: `CASE WHEN ${hash(71, 100)} < 92 THEN ${moment(72)} END`,
				delivered_at: `CASE WHEN ${hash(71, 100)} < 88 THEN ${moment(73)} END`,
				open_count: `CASE WHEN ${hash(71, 100)} < 25 THEN 1 + ${hash(74, 3)} ELSE 0 END`,
				first_open_at: `CASE WHEN ${hash(71, 100)} < 25 THEN ${moment(75)} END`,
				click_count: `CASE WHEN ${hash(71, 100)} < 5 THEN 1 ELSE 0 END`,
				bounce_count: `CASE WHEN ${hash(71, 100)} BETWEEN 88 AND 89 THEN 1 ELSE 0 END`,
			},
		},
		{
			table: 'task',
			rows: scale.tasks,
			columns: {
				...common,
				'name+f': `'Call about the campaign'`,
				'type+f': pick(81, ['Call', 'Visit', 'Email'], [60, 30, 10]),
				due_at: moment(82),
				status: pick(83, TASK_STATUSES),
				outcome: pick(84, ['open', 'positive', 'negative'], [60, 15, 25]),
				contact_id: contact,
				account_id: sometimes(85, 90, account(86)),
				campaign_id: `1 + ${hash(87, CAMPAIGNS)}`,
			},
		},
		{
			table: 'opportunity',
			rows: scale.opportunities,
			columns: { ...common, 'name+f': `'Opportunity ' || i`, 'stage+f': pick(91, ['Prospecting', 'Proposal', 'Closed Won', 'Closed Lost']), amount: `${hash(92, 50_000)} * 1.0`, contact_id: contact, account_id: account(93), campaign_id: `1 + ${hash(94, CAMPAIGNS)}` },
		},
	];
}

interface FillInput {
	readonly statement: string;
}

const fill = defineTransaction(__filename, 'write', 'bench.fill', function* (tx, input: FillInput): Steps<number> {
	return yield* change(tx, sql.raw(input.statement));
});

/** Rows `from` to `until`, as the name `i`, on either store. */
function series(dialect: 'sqlite' | 'postgres', from: number, until: number): string {
	return dialect === 'sqlite'
		? `(WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${until}) SELECT i FROM n)`
		: `(SELECT i FROM generate_series(${from}::bigint, ${until}::bigint) AS g(i))`;
}

/** Fills an empty store: the same rows on every store, however often. */
export async function fillStore(store: Store, scale: Scale): Promise<void> {
	for (const { table, rows, columns } of tables(scale)) {
		const names: string[] = [];
		const values: string[] = [];
		for (const [name, value] of Object.entries(columns)) {
			const plain = name.replace('+f', '');
			names.push(plain);
			values.push(value);
			if (plain === name) continue;
			names.push(`${plain}_f`);
			values.push(`lower(${value})`);
		}
		for (let from = 1; from <= rows; from += PART) {
			const until = Math.min(from + PART - 1, rows);
			await store.run(fill, { statement: `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${series(store.dialect, from, until)} AS s` });
		}
	}
	await fillMembers(store, scale);
	await store.run(fill, { statement: `INSERT INTO consent_address_no (address_key, scope, scope_ref, source, since) SELECT DISTINCT email_key, 'all', '', 'user', 0 FROM contact WHERE id % 97 = 0 AND email_key IS NOT NULL` });
	await store.run(fill, { statement: `INSERT INTO consent_record_no (record_kind, record_id, scope, scope_ref, source, since) SELECT 2, id, 'all', '', 'user', 0 FROM contact WHERE id % 211 = 0` });
	if (store.dialect !== 'postgres') return;
	// The ids were written out: the next ones begin behind them.
	for (const { table } of tables(scale)) {
		await store.run(fill, { statement: `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT MAX(id) FROM ${table}))` });
	}
	// PostgreSQL gathers statistics by itself; nobody does so for a SQLite file.
	await store.run(fill, { statement: 'ANALYZE' });
}

async function fillMembers(store: Store, scale: Scale): Promise<void> {
	const columns = `1 + ${hash(101, CAMPAIGNS)}, 2, 1 + ${hash(102, scale.contacts)}`;
	for (let from = 1; from <= scale.members; from += PART) {
		const until = Math.min(from + PART - 1, scale.members);
		await store.run(fill, {
			statement: `INSERT INTO campaign_member (campaign_id, kind, record_id, status, status_f, added_at) SELECT ${columns}, 'member', 'member', ${NOW} FROM ${series(store.dialect, from, until)} AS s WHERE true ON CONFLICT DO NOTHING`,
		});
	}
}

