export interface Utf8Evidence {
	/** Characters beyond ASCII that are well-formed UTF-8. */
	readonly sequences: number;
	/** Bytes that can't be UTF-8. */
	readonly invalid: number;
}

/** Counts what speaks for and against UTF-8. A character cut off at the end counts for neither. */
export function utf8Evidence(bytes: Uint8Array): Utf8Evidence {
	let sequences = 0;
	let invalid = 0;
	let at = 0;
	while (at < bytes.length) {
		const lead = bytes[at] ?? 0;
		if (lead < 0x80) {
			at += 1;
			continue;
		}
		const length = sequenceLength(lead);
		const valid = length > 0 && continues(bytes, at, length);
		if (valid && at + length > bytes.length) break;
		if (valid) sequences += 1;
		else invalid += 1;
		at += valid ? length : 1;
	}
	return { sequences, invalid };
}

/** 0 for a byte that starts no sequence. */
function sequenceLength(lead: number): number {
	if (lead >= 0xc2 && lead <= 0xdf) return 2;
	if (lead >= 0xe0 && lead <= 0xef) return 3;
	if (lead >= 0xf0 && lead <= 0xf4) return 4;
	return 0;
}

function continues(bytes: Uint8Array, at: number, length: number): boolean {
	for (let index = at + 1; index < Math.min(at + length, bytes.length); index += 1) {
		const byte = bytes[index] ?? 0;
		if (byte < 0x80 || byte > 0xbf) return false;
		if (index === at + 1 && !secondByteAllowed(bytes[at] ?? 0, byte)) return false;
	}
	return true;
}

/** Overlong forms, surrogates and code points beyond U+10FFFF are no UTF-8. */
function secondByteAllowed(lead: number, second: number): boolean {
	switch (lead) {
		case 0xe0:
			return second >= 0xa0;
		case 0xed:
			return second <= 0x9f;
		case 0xf0:
			return second >= 0x90;
		case 0xf4:
			return second <= 0x8f;
		default:
			return true;
	}
}
