import { unmarkedUtf16 } from './TextSource';

/** What the first bytes of a file say it is. */
export type FileSignature = 'text' | 'zip' | 'old-excel' | 'pdf' | 'markup' | 'json' | 'rich-text' | 'binary' | 'empty';

const MAGIC: readonly { readonly signature: FileSignature; readonly bytes: readonly number[] }[] = [
	{ signature: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
	{ signature: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
	{ signature: 'old-excel', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
	// Excel 2 to 4: a file that starts with a BIFF record.
	{ signature: 'old-excel', bytes: [0x09, 0x08, 0x10, 0x00] },
	{ signature: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
	{ signature: 'binary', bytes: [0x1f, 0x8b] },
];

/** Control characters that text may hold: tab, line feed, vertical tab, form feed, carriage return, DOS end of file, escape. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b]);

/** @param head the first bytes of the file, at least 512 where it has so many */
export function fileSignature(head: Uint8Array): FileSignature {
	const magic = MAGIC.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
	if (magic) return magic.signature;
	const wide = startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]) || unmarkedUtf16(head) !== null;
	if (!wide && isBinary(head)) return 'binary';
	// Zeros go so that UTF-16 can be read like ASCII; what matters here is ASCII.
	const start = Buffer.from(head.filter((byte) => byte !== 0)).toString('latin1').replace(/^(ï»¿|ÿþ|þÿ)/, '').trimStart();
	if (start === '') return 'empty';
	if (/^<[a-z!?]/i.test(start)) return 'markup';
	if (/^(\{\s*["}]|\[\s*[[{"\]])/.test(start)) return 'json';
	if (start.startsWith('{\\rtf')) return 'rich-text';
	return 'text';
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
	return bytes.every((byte, index) => head[index] === byte);
}

function isBinary(head: Uint8Array): boolean {
	if (head.includes(0)) return true;
	const controls = head.filter((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte)).length;
	return controls > head.length / 100;
}
