import { sql, type RawBuilder, type SqlBool } from 'kysely';

import { columnsOf, keyOf } from '../records/catalogue/tableShape';
import { foldOrNull } from '../store/fold';
import type { Store } from '../store/Store';
import { all, change, defineTransaction, type SqlValue, type Steps, type Tx } from '../store/Transaction';
import { PERSON_TABLES } from './personTables';

/** What stands in the place of an address in somebody else's text. */
export const TAKEN_OUT = '[forgotten]';

/** Who sends, not who is written to: a salesperson's own address stays where it is. */
const SENDERS: Readonly<Record<string, readonly string[]>> = {
	crm_user: ['email', 'email_key'],
	template: ['from_email', 'reply_to'],
	template_version: ['from_email', 'reply_to'],
};

const PAGE = 20_000;

export interface Mention {
	readonly table: string;
	/** What tells the row from the others, in the order of the table's key. */
	readonly key: readonly SqlValue[];
	readonly texts: Readonly<Record<string, string>>;
}

/** Where a page begins: behind the row with this key; empty: at the first. */
type PageKey = readonly SqlValue[];

interface PageInput {
	readonly table: string;
	readonly address: string;
	readonly after: PageKey;
}

interface MentionPage {
	readonly mentions: readonly Mention[];
	readonly next: PageKey | null;
}

/**
 * Finds an address in texts that are about others: notes, criteria of saved filters, parameters. Reads every table
 * once, page by page, beside other work.
 */
export async function findMentions(store: Store, address: string): Promise<Mention[]> {
	const found: Mention[] = [];
	for (const [table, decision] of Object.entries(PERSON_TABLES)) {
		if (decision.holds === 'intake') continue;
		for (let after: PageKey | null = []; after !== null; ) {
			const page: MentionPage = await store.run(readMentions, { table, address, after });
			found.push(...page.mentions);
			after = page.next;
		}
	}
	return found;
}

/** Takes the address out of these texts; answers how many rows were changed, by table. */
export async function takeOutMentions(store: Store, address: string, mentions: readonly Mention[]): Promise<Record<string, number>> {
	const changed: Record<string, number> = {};
	for (const mention of mentions) {
		const done = await store.run(writeMention, { mention, address });
		if (done > 0) changed[mention.table] = (changed[mention.table] ?? 0) + done;
	}
	return changed;
}

const readMentions = defineTransaction(__filename, 'read', 'consent.readMentions', function* (tx, input: PageInput): Steps<MentionPage> {
	const columns = textColumns(input.table);
	if (columns.length === 0) return { mentions: [], next: null };
	const key = keyOf(input.table);
	const place = sql.join(key.map((column) => sql.ref(column)));
	const beyond = (row: PageKey) => (row.length === 0 ? sql`1 = 1` : sql`(${place}) > (${sql.join(row)})`);
	const [edge] = yield* all(
		tx,
		sql<Record<string, SqlValue>>`SELECT ${place} FROM ${sql.table(input.table)} WHERE ${beyond(input.after)} ORDER BY ${place} LIMIT 1 OFFSET ${PAGE - 1}`,
	);
	const last = edge === undefined ? null : key.map((column) => edge[column] ?? null);
	const part = sql`${beyond(input.after)} AND ${last === null ? sql`1 = 1` : sql`(${place}) <= (${sql.join(last)})`}`;
	const chosen = sql.join([...new Set([...key, ...columns])].map((column) => sql.ref(column)));
	const rows = yield* all(tx, sql<Record<string, SqlValue>>`SELECT ${chosen} FROM ${sql.table(input.table)} WHERE ${part} AND ${mayMention(tx, columns, input.address)}`);
	const mentions = rows.flatMap((row): Mention[] => {
		const texts = columns.flatMap((column): [string, string][] => {
			const text = row[column];
			return typeof text === 'string' && withoutAddress(text, input.address) !== text ? [[column, text]] : [];
		});
		return texts.length === 0 ? [] : [{ table: input.table, key: key.map((column) => row[column] ?? null), texts: Object.fromEntries(texts) }];
	});
	return { mentions, next: last };
});

const writeMention = defineTransaction(__filename, 'write', 'consent.takeOutMention', function* (tx, input: { readonly mention: Mention; readonly address: string }): Steps<number> {
	const { table, key, texts } = input.mention;
	const assignments: RawBuilder<unknown>[] = [];
	for (const [column, text] of Object.entries(texts)) {
		const rid = withoutAddress(text, input.address);
		assignments.push(sql`${sql.ref(column)} = ${rid}`);
		if (columnsOf(table)[column] === 'folded') assignments.push(sql`${sql.ref(`${column}_f`)} = ${foldOrNull(rid)}`);
	}
	const same = keyOf(table).map((column, at) => sql`${sql.ref(column)} = ${key[at] ?? null}`);
	// As it was read: what somebody wrote meanwhile is looked at by the next run.
	const unchanged = Object.entries(texts).map(([column, text]) => sql`${asText(tx, table, column)} = ${text}`);
	return yield* change(tx, sql`UPDATE ${sql.table(table)} SET ${sql.join(assignments)} WHERE ${sql.join([...same, ...unchanged], sql` AND `)}`);
});

function textColumns(table: string): string[] {
	const senders = SENDERS[table] ?? [];
	return Object.entries(columnsOf(table)).flatMap(([column, kind]) => {
		switch (kind) {
			case 'text':
			case 'text!':
			case 'folded':
			case 'json':
			case 'json!':
				return senders.includes(column) || keyOf(table).includes(column) ? [] : [column];
			case 'id':
			case 'int':
			case 'int!':
			case 'int=0':
			case 'real':
				return [];
		}
	});
}

/** Quick, and never wrong the one way: what it leaves out does not hold the address. */
function mayMention(tx: Tx, columns: readonly string[], address: string): RawBuilder<SqlBool> {
	const [local = '', domain = ''] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)];
	const text = sql`lower(concat_ws(' ', ${sql.join(columns.map((column) => sql.ref(column)))}))`;
	const has = (part: string) => (tx.dialect.name === 'sqlite' ? sql`instr(${text}, ${ascii(part)}) > 0` : sql`strpos(${text}, ${ascii(part)}::text) > 0`);
	return sql<SqlBool>`(${has(local)} AND ${has(domain)})`;
}

/** The longest part that both stores' lower() leaves alike: SQLite's knows only A to Z. */
function ascii(text: string): string {
	return text.split(/[^\u0020-\u007e]+/).sort((one, other) => other.length - one.length)[0] ?? '';
}

/** A text without an address, in whatever capitals, also as a link writes it; longer addresses that hold it stay. */
export function withoutAddress(text: string, address: string): string {
	const at = address.lastIndexOf('@');
	const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	const pattern = `(?<![\\p{L}\\p{N}._+%-])${escaped(address.slice(0, at))}(?:@|%40)${escaped(address.slice(at + 1))}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`;
	return text.replace(new RegExp(pattern, 'giu'), TAKEN_OUT);
}

function asText(tx: Tx, table: string, column: string): RawBuilder<unknown> {
	const kind = columnsOf(table)[column];
	return kind === 'json' || kind === 'json!' ? tx.dialect.toText(sql.ref(column)) : sql.ref(column);
}
