import { DateTime } from 'luxon';

import { EngineError } from '../../../engine/EngineError';
import type { PageLanguage } from '../../shared/page/language';

export interface FormatOptions {
	readonly language: PageLanguage;
	/** BCP 47, such as `es-MX`; empty: as the language is written at home. */
	readonly region: string;
	/** ISO 4217, such as `EUR`; empty: amounts without a currency. */
	readonly currency: string;
	readonly timeZone: string;
}

const HOME: Readonly<Record<PageLanguage, string>> = { en: 'en-GB', es: 'es-ES', it: 'it-IT' };

/** Numbers, dates and amounts as the reader writes them. */
export class Formats {
	private readonly locale: string;
	private readonly numbers: Intl.NumberFormat;
	private readonly shortNumbers: Intl.NumberFormat;
	private readonly percents: Intl.NumberFormat;
	private readonly amounts: Intl.NumberFormat;
	private readonly shortAmounts: Intl.NumberFormat;
	private readonly lists: Intl.ListFormat;

	/** @throws EngineError for a region or a currency that isn't known */
	constructor(private readonly options: FormatOptions) {
		this.locale = checkedLocale(options.region || HOME[options.language]);
		const currency = options.currency.toUpperCase();
		if (currency !== '' && !Intl.supportedValuesOf('currency').includes(currency)) {
			throw new EngineError('invalid-input', `There is no currency "${options.currency}".`, 'Give its code of three letters, such as EUR, or leave Currency empty.');
		}
		// Spain and Italy write 1234 without a point: beside 12.345 in a column that looks like another size.
		this.numbers = new Intl.NumberFormat(this.locale, { useGrouping: 'always' });
		this.shortNumbers = new Intl.NumberFormat(this.locale, { notation: 'compact', maximumFractionDigits: 1 });
		this.percents = new Intl.NumberFormat(this.locale, { style: 'percent', maximumFractionDigits: 1 });
		const money: Intl.NumberFormatOptions = { useGrouping: 'always', ...(currency === '' ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : { style: 'currency', currency }) };
		this.amounts = new Intl.NumberFormat(this.locale, money);
		this.shortAmounts = new Intl.NumberFormat(this.locale, { ...money, trailingZeroDisplay: 'stripIfInteger' });
		this.lists = new Intl.ListFormat(this.locale, { style: 'long', type: 'conjunction' });
	}

	number(value: number): string {
		return this.numbers.format(value);
	}

	/** As the axis of a chart has room for: 12k. */
	short(value: number): string {
		return this.shortNumbers.format(value);
	}

	amount(value: number): string {
		return this.amounts.format(value);
	}

	shortAmount(value: number): string {
		return this.shortAmounts.format(value);
	}

	/** Of 0 to 1; what there is nothing of to divide by is a dash. */
	percent(rate: number | null): string {
		if (rate === null) return '–';
		// Not nothing, and not all: one in ten thousand, and all but one.
		if (rate > 0 && rate < 0.0005) return `< ${this.percents.format(0.001)}`;
		if (rate < 1 && rate >= 0.9995) return `> ${this.percents.format(0.999)}`;
		return this.percents.format(rate);
	}

	/** A day, of its date YYYY-MM-DD. */
	day(date: string, length: 'long' | 'medium' | 'short' = 'medium'): string {
		const day = DateTime.fromISO(date, { zone: 'utc', locale: this.locale });
		switch (length) {
			case 'long':
				return day.toLocaleString(DateTime.DATE_FULL);
			case 'medium':
				return day.toLocaleString(DateTime.DATE_MED);
			case 'short':
				return day.toLocaleString({ day: 'numeric', month: 'short' });
		}
	}

	/** From one day to another, what they have in common told once. */
	days(from: string, until: string): string {
		return new Intl.DateTimeFormat(this.locale, { dateStyle: 'long', timeZone: 'UTC' }).formatRange(new Date(from), new Date(until));
	}

	/** A month and its year, of a date. */
	month(date: string): string {
		return DateTime.fromISO(date, { zone: 'utc', locale: this.locale }).toLocaleString({ month: 'short', year: 'numeric' });
	}

	/** A moment (UTC ms) with the time of day, in the report's time zone. */
	moment(instant: number): string {
		return DateTime.fromMillis(instant, { zone: this.options.timeZone, locale: this.locale }).toLocaleString({ dateStyle: 'long', timeStyle: 'short' });
	}

	list(words: readonly string[]): string {
		return this.lists.format(words);
	}
}

function checkedLocale(region: string): string {
	try {
		const [locale] = Intl.getCanonicalLocales(region);
		if (locale !== undefined && Intl.NumberFormat.supportedLocalesOf(locale).length > 0) return locale;
	} catch {
		// A malformed name: told like one that isn't known.
	}
	throw new EngineError('invalid-input', `There is no region "${region}".`, 'Give it as language and country, such as es-MX, or leave Region empty.');
}
