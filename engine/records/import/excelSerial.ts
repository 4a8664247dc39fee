const DAY = 86_400_000;
/** Day 0 of Excel's calendar, which counts a 29 February 1900 that never was: right from 1 March 1900 on. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
const FALSE_LEAP_DAY = 60;
/** 9999-12-31 */
const LAST_DAY = 2_958_465;

/** A workbook's serial date (days since 1900, the time as a fraction) as the UTC milliseconds of that wall clock; NULL when it is none. */
export function excelSerial(text: string): number | null {
	if (!/^\d{1,7}([.,]\d+)?$/.test(text)) return null;
	const serial = Number(text.replace(',', '.'));
	const day = Math.floor(serial);
	if (day < 1 || day > LAST_DAY || day === FALSE_LEAP_DAY) return null;
	const shifted = day < FALSE_LEAP_DAY ? serial + 1 : serial;
	return DAY_ZERO + Math.round((shifted * DAY) / 1000) * 1000;
}
