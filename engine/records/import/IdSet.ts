/** A growing set of ids, a bit each: a million take 125 kB, cheap to hand to a thread with every batch. */
export class IdSet {
	private words: Uint8Array;

	constructor(bits: Uint8Array = new Uint8Array(1024)) {
		this.words = bits;
	}

	/** As it crosses a thread. */
	get bits(): Uint8Array {
		return this.words;
	}

	has(id: number): boolean {
		return ((this.words[Math.floor(id / 8)] ?? 0) & (1 << (id % 8))) !== 0;
	}

	add(id: number): void {
		const place = Math.floor(id / 8);
		if (place >= this.words.length) {
			const grown = new Uint8Array(Math.max(place + 1, this.words.length * 2));
			grown.set(this.words);
			this.words = grown;
		}
		this.words[place] = (this.words[place] ?? 0) | (1 << (id % 8));
	}
}
