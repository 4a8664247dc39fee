import { fold } from '../../store/fold';

/** Where a text and its folded form begin. */
export interface PooledText {
	readonly start: number;
	readonly foldedStart: number;
	readonly foldedLength: number;
}

/** Texts one behind the other: a unit each of UTF-16, or a byte where none is beyond Latin-1. */
export type Units = Uint8Array | Uint16Array;

const FIRST_CAPACITY = 1 << 18;

/**
 * Puts texts one behind the other. What is the same as the text before, or folded already, stands there once.
 * They are copied unit by unit: joining as many strings takes ten times as long.
 */
export class TextPool {
	private units: Units = new Uint8Array(FIRST_CAPACITY);
	private length = 0;
	private last = '';
	private lastStart = 0;
	private readonly repeated = new Map<string, PooledText>();

	/** In units. */
	get size(): number {
		return this.length;
	}

	/** Answers where the text begins. */
	add(text: string): number {
		if (text === this.last) return this.lastStart;
		this.last = text;
		this.lastStart = this.length;
		this.length += text.length;
		if (this.length > this.units.length) this.grow();
		if (!write(this.units, this.lastStart, text)) {
			this.units = Uint16Array.from(this.units);
			write(this.units, this.lastStart, text);
		}
		return this.lastStart;
	}

	addFolded(text: string): PooledText {
		const start = this.add(text);
		const folded = fold(text);
		return { start, foldedStart: this.add(folded), foldedLength: folded.length };
	}

	/** For texts of which there are few: each is folded, and stands there, once. */
	addRepeated(text: string): PooledText {
		const known = this.repeated.get(text);
		if (known) return known;
		const pooled = this.addFolded(text);
		this.repeated.set(text, pooled);
		return pooled;
	}

	/** Gives all texts out and begins anew. */
	take(): Units {
		const taken = this.units.slice(0, this.length);
		if (this.units instanceof Uint16Array) this.units = new Uint8Array(FIRST_CAPACITY);
		this.length = 0;
		this.last = '';
		this.lastStart = 0;
		this.repeated.clear();
		return taken;
	}

	private grow(): void {
		const capacity = Math.max(this.length, this.units.length * 2);
		const grown = this.units instanceof Uint8Array ? new Uint8Array(capacity) : new Uint16Array(capacity);
		grown.set(this.units);
		this.units = grown;
	}
}

/** False: a unit has no room in a byte. */
function write(units: Units, start: number, text: string): boolean {
	const widest = units instanceof Uint8Array ? 0xff : 0xffff;
	for (let at = 0; at < text.length; at++) {
		const unit = text.charCodeAt(at);
		if (unit > widest) return false;
		units[start + at] = unit;
	}
	return true;
}

/** The texts as one string. */
export function textOf(units: Units): string {
	const bytes = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
	return bytes.toString(units instanceof Uint8Array ? 'latin1' : 'utf16le');
}
