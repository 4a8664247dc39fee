import { isAscii } from 'node:buffer';
import { encodingExists, getDecoder } from 'iconv-lite';
import { EngineError } from '../../EngineError';
import { legacyEncoding } from './legacyEncoding';
import { utf8Evidence } from './utf8Evidence';

/** So many characters beyond ASCII decide; fewer do when the file ends, or this many bytes after the first of them. */
const EVIDENCE_CHARACTERS = 64;
const EVIDENCE_BYTES = 1 << 20;

const BYTE_ORDER_MARKS = [
	{ encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
	{ encoding: 'utf-16le', bytes: [0xff, 0xfe] },
	{ encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/**
 * The text of a file of unknown encoding, as a stream.
 *
 * A byte order mark decides, even against a chosen encoding. Otherwise plain ASCII is passed on for as long as it
 * lasts, since it reads the same in any of the encodings, however far down the first accent comes. From the first
 * byte beyond ASCII on, the text is held back until 64 such characters have been seen (or 1 MiB, or the file's end):
 * if most of them are well-formed UTF-8 it is UTF-8, else an older encoding.
 * A byte that has no character in that encoding becomes U+FFFD; shapeRow reports each row that has one.
 */
export class TextSource {
	private known: string | null;
	private mark = false;

	/**
	 * @param head the first bytes of the file, at least 512 where it has so many; also part of `source`
	 * @param chosen what the user says the encoding is
	 * @throws EngineError invalid-input for an encoding that doesn't exist
	 */
	constructor(
		private readonly source: AsyncIterable<Uint8Array>,
		head: Uint8Array,
		chosen: string | null,
	) {
		if (chosen !== null && !encodingExists(chosen)) {
			throw new EngineError('invalid-input', `There is no encoding named “${chosen}”.`, 'Choose utf-8, windows-1252 or iso-8859-1, or leave the encoding empty to have it recognised.');
		}
		const marked = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
		this.mark = marked !== undefined;
		this.known = marked?.encoding ?? chosen?.trim().toLowerCase() ?? unmarkedUtf16(head);
	}

	/** The encoding; utf-8 while only ASCII has been seen. */
	get encoding(): string {
		return this.known ?? 'utf-8';
	}

	get bom(): boolean {
		return this.mark;
	}

	/** The decoded text, in pieces, without a byte order mark. */
	async *text(): AsyncGenerator<string> {
		const held: Uint8Array[] = [];
		let heldBytes = 0;
		let heldCharacters = 0;
		let decoder = this.known === null ? null : getDecoder(this.known);
		for await (const chunk of this.source) {
			if (decoder) {
				yield decoder.write(asBuffer(chunk));
				continue;
			}
			const plain = held.length > 0 ? 0 : asciiLength(chunk);
			if (plain > 0) yield asBuffer(chunk).toString('latin1', 0, plain);
			if (plain === chunk.length) continue;
			const rest = chunk.subarray(plain);
			held.push(rest);
			heldBytes += rest.length;
			const evidence = utf8Evidence(rest);
			heldCharacters += evidence.sequences + evidence.invalid;
			if (heldCharacters < EVIDENCE_CHARACTERS && heldBytes < EVIDENCE_BYTES) continue;
			const bytes = Buffer.concat(held);
			decoder = getDecoder(this.decide(bytes));
			yield decoder.write(bytes);
		}
		if (!decoder && held.length > 0) {
			const bytes = Buffer.concat(held);
			decoder = getDecoder(this.decide(bytes));
			yield decoder.write(bytes);
		}
		const last = decoder?.end();
		if (last) yield last;
	}

	private decide(bytes: Buffer): string {
		const { sequences, invalid } = utf8Evidence(bytes);
		this.known = sequences > invalid ? 'utf-8' : legacyEncoding(bytes);
		return this.known;
	}
}

/** Text in UTF-16 without a mark: nearly every other byte is zero. NULL for anything else. */
export function unmarkedUtf16(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const length = Math.min(head.length - (head.length % 2), 512);
	if (length < 4) return null;
	let even = 0;
	let odd = 0;
	for (let at = 0; at < length; at += 2) {
		if (head[at] === 0) even += 1;
		if (head[at + 1] === 0) odd += 1;
	}
	const pairs = length / 2;
	if (odd > pairs * 0.7 && even === 0) return 'utf-16le';
	if (even > pairs * 0.7 && odd === 0) return 'utf-16be';
	return null;
}

function asciiLength(bytes: Uint8Array): number {
	if (isAscii(bytes)) return bytes.length;
	const at = bytes.findIndex((byte) => byte >= 0x80);
	return at === -1 ? bytes.length : at;
}

function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
