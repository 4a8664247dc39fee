import type { ColumnType, Generated } from 'kysely';

/**
 * How a column is written in a table's definition:
 * - `id` the ascending key, never given out twice
 * - `int`, `real`, `text`, `json` nullable; with `!` never NULL; `int=0` never NULL and 0 from the start
 * - `folded` a nullable text with a folded shadow column `<name>_f` beside it, for comparing and sorting
 */
export type ColumnKind = 'id' | 'int' | 'int!' | 'int=0' | 'real' | 'text' | 'text!' | 'json' | 'json!' | 'folded';

export type ColumnKinds = Readonly<Record<string, ColumnKind>>;

export interface TableDefinition<Columns extends ColumnKinds = ColumnKinds> {
	readonly columns: Columns;
	/** The primary key where there is no `id`. */
	readonly key?: readonly string[];
	readonly indexes?: readonly IndexDefinition[];
	/**
	 * Columns that people search by. SQLite keeps them once more, in the order of ids: a search over several of them
	 * reads this instead of the wide rows, as if the table were narrow: those searched by most first. Written in order,
	 * hence cheap.
	 * PostgreSQL reads wide rows well enough, and its index rows are too short for ten texts.
	 */
	readonly searched?: readonly string[];
}

export interface IndexDefinition {
	readonly columns: readonly string[];
	readonly unique?: boolean;
	/** A partial index's condition, the same words on both stores. */
	readonly where?: string;
}

type ColumnValue<Kind extends ColumnKind> = Kind extends 'id'
	? Generated<number>
	: Kind extends 'int!'
		? number
		: Kind extends 'int=0'
			? ColumnType<number, number | undefined, number>
			: Kind extends 'int' | 'real'
				? number | null
				: Kind extends 'text!' | 'json!'
					? string
					: string | null;

/** The row type of a definition, shadow columns included. */
export type TableRow<Columns extends ColumnKinds> = {
	[Name in keyof Columns]: ColumnValue<Columns[Name]>;
} & {
	[Name in keyof Columns & string as Columns[Name] extends 'folded' ? `${Name}_f` : never]: string | null;
};

export function table<const Columns extends ColumnKinds>(
	columns: Columns,
	more: Omit<TableDefinition<Columns>, 'columns'> = {},
): TableDefinition<Columns> {
	return { columns, ...more };
}

/** The statements that make a table and its indexes. */
export function createTableStatements(dialect: 'sqlite' | 'postgres', name: string, definition: TableDefinition): string[] {
	const columns = orderedColumns(definition).map(([column, kind]) => `"${column}" ${columnType(dialect, kind)}`);
	if (definition.key) columns.push(`PRIMARY KEY (${definition.key.map((column) => `"${column}"`).join(', ')})`);
	const ending = dialect === 'sqlite' ? (definition.key ? ' WITHOUT ROWID, STRICT' : ' STRICT') : '';
	return [
		`CREATE TABLE "${name}" (\n  ${columns.join(',\n  ')}\n)${ending}`,
		...(definition.indexes ?? []).map((index) => createIndexStatement(name, index)),
		...(dialect === 'sqlite' && definition.searched ? [createIndexStatement(name, searchedIndex(definition.searched))] : []),
	];
}

/**
 * Shadow columns included, numbers first, then the texts that people search by: both stores walk a row from its start,
 * and a value behind forty texts is three times as far.
 */
function orderedColumns(definition: TableDefinition): [string, ColumnKind][] {
	const columns = Object.entries(definition.columns).flatMap(([name, kind]): [string, ColumnKind][] =>
		kind === 'folded' ? [[name, kind], [`${name}_f`, 'text']] : [[name, kind]],
	);
	const searched = new Set(definition.searched);
	const place = ([name, kind]: [string, ColumnKind]): number => {
		switch (kind) {
			case 'id':
				return 0;
			case 'int':
			case 'int!':
			case 'int=0':
			case 'real':
				return 1;
			case 'text':
			case 'text!':
			case 'folded':
				return searched.has(name) ? 2 : 3;
			case 'json':
			case 'json!':
				return 4;
		}
	};
	return columns.sort((one, other) => place(one) - place(other));
}

/** Of the columns that people search by, in the order of ids. */
export function searchedIndex(searched: readonly string[]): IndexDefinition {
	return { columns: ['id', ...searched] };
}

/** No longer than PostgreSQL keeps. */
export function indexName(tableName: string, index: IndexDefinition): string {
	return `${tableName}_by_${index.columns.join('_')}${index.where ? '_part' : ''}`.slice(0, 63);
}

export function createIndexStatement(tableName: string, index: IndexDefinition): string {
	const columns = index.columns.map((column) => `"${column}"`).join(', ');
	const where = index.where ? ` WHERE ${index.where}` : '';
	return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX "${indexName(tableName, index)}" ON "${tableName}" (${columns})${where}`;
}

function columnType(dialect: 'sqlite' | 'postgres', kind: ColumnKind): string {
	const sqlite = dialect === 'sqlite';
	// Binary order everywhere: PostgreSQL would else sort and compare by the database's locale.
	const text = sqlite ? 'TEXT' : 'text COLLATE "C"';
	const int = sqlite ? 'INTEGER' : 'bigint';
	const json = sqlite ? 'TEXT' : 'jsonb';
	switch (kind) {
		case 'id':
			return sqlite ? 'INTEGER PRIMARY KEY AUTOINCREMENT' : 'bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY';
		case 'int':
			return int;
		case 'int!':
			return `${int} NOT NULL`;
		case 'int=0':
			return `${int} NOT NULL DEFAULT 0`;
		case 'real':
			return sqlite ? 'REAL' : 'double precision';
		case 'text':
		case 'folded':
			return text;
		case 'text!':
			return `${text} NOT NULL`;
		case 'json':
			return json;
		case 'json!':
			return `${json} NOT NULL`;
	}
}
