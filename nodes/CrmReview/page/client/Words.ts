import type { GridColumn } from '../../../../engine/review/grid/gridColumns';
import type { ColumnFilter, GridCondition } from '../../../../engine/review/grid/GridFilter';
import type { GridRow } from '../../../../engine/review/grid/GridRow';
import type { PageSetup } from '../protocol';
import type { Counted } from '../texts/ReviewTexts';

/** Isolates: a name in another direction of writing turns nothing around it. */
const [ISOLATE, END] = ['\u2068', '\u2069'];

/** What the page says, in the visitor's language. */
export class Words {
	private readonly numbers: Intl.NumberFormat;
	private readonly plurals: Intl.PluralRules;
	private readonly moments: Intl.DateTimeFormat;
	private readonly days: Intl.DateTimeFormat;

	constructor(private readonly setup: PageSetup) {
		const { locale, language, timeZone } = setup;
		this.numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
		this.plurals = new Intl.PluralRules(language);
		this.moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
		this.days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
	}

	get texts(): PageSetup['texts'] {
		return this.setup.texts;
	}

	number(value: number): string {
		return this.numbers.format(value);
	}

	/** @param at UTC ms */
	moment(at: number): string {
		return this.moments.format(new Date(at));
	}

	fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
		return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
			const value = values[name];
			if (value === undefined) return whole;
			return typeof value === 'number' ? this.number(value) : `${ISOLATE}${value}${END}`;
		});
	}

	counted(text: Counted, count: number, more: Readonly<Record<string, string | number>> = {}): string {
		return this.fill(this.plurals.select(count) === 'one' ? text.one : text.other, { count, ...more });
	}

	/** A row's cell as it is read; null where it is empty. */
	cell(row: GridRow, column: GridColumn): string | null {
		if (column === 'kind') return this.texts.kinds[row.kind];
		if (column === 'consent') return this.texts.consent[row.consent];
		const value = row[column];
		if (value === null) return null;
		if (column === 'status') return this.texts.statuses[value] ?? String(value);
		if (column === 'date') return typeof value === 'number' ? this.moment(value) : this.day(value);
		return typeof value === 'number' ? this.number(value) : value;
	}

	day(value: string): string {
		const at = Date.parse(`${value}T00:00:00Z`);
		return Number.isNaN(at) ? value : this.days.format(new Date(at));
	}

	/** A filter in words: "City contains Madrid or is empty". */
	filter({ column, match, conditions }: ColumnFilter): string {
		const { and, or } = this.texts.filter;
		return `${this.texts.columns[column]} ${conditions.map((condition) => this.condition(column, condition)).join(` ${match === 'all' ? and : or} `)}`;
	}

	private condition(column: GridColumn, { operator, values }: GridCondition): string {
		const shown = values.map((value) => this.value(column, value));
		return [this.texts.operators[operator], ...(shown.length === 0 ? [] : [shown.join(operator === 'isBetween' ? ` ${this.texts.filter.and} ` : ', ')])].join(' ');
	}

	private value(column: GridColumn, value: string | number): string {
		if (typeof value === 'number') return this.number(value);
		const { kinds, consent } = this.texts;
		switch (column) {
			case 'kind':
				return (kinds as Readonly<Record<string, string>>)[value] ?? value;
			case 'consent':
				return (consent as Readonly<Record<string, string>>)[value] ?? value;
			case 'date':
				return this.day(value);
			default:
				return `“${value}”`;
		}
	}
}
