import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { isNothing, textOf } from './parameters';

/** Luxon also takes `12` (a year) and `2026-W48`: nobody means those. */
const DAY = /^\d{4}-\d{2}-\d{2}/;

/** A text's instant, in a zone where it names none; null where it is no date. */
export function instantIn(text: string, timeZone: string): number | null {
	if (!DAY.test(text)) return null;
	const read = DateTime.fromISO(text.replace(' ', 'T'), { zone: timeZone });
	return read.isValid ? read.toMillis() : null;
}

/**
 * The day (YYYY-MM-DD) of a date or date-time parameter, in the workflow's time zone; null where empty.
 * @throws EngineError for what is no date
 */
export function dayOf(context: IExecuteFunctions, value: unknown, label: string): string | null {
	if (isNothing(value)) return null;
	const text = textOf(value) ?? typeof value;
	const instant = instantIn(text, context.getTimezone());
	const day = instant === null ? null : DateTime.fromMillis(instant, { zone: context.getTimezone() }).toISODate();
	if (day !== null) return day;
	throw new EngineError('invalid-input', `${label}: "${text}" is no date.`, 'Write it as 2026-11-30, or pick it in the calendar.');
}
