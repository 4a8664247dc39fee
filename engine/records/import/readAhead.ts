/** A source whose first bytes are known, and are still part of it. */
export interface Ahead {
	readonly head: Buffer;
	/** The whole source, the head included. Can be read once. */
	readonly source: AsyncIterable<Uint8Array>;
	/** Lets go of the source, also when it was never read. */
	close(): Promise<void>;
}

/** Reads at least `wanted` bytes, or all there are. */
export async function readAhead(source: AsyncIterable<Uint8Array>, wanted: number): Promise<Ahead> {
	const iterator = source[Symbol.asyncIterator]();
	const chunks: Uint8Array[] = [];
	let length = 0;
	let ended = false;
	while (length < wanted && !ended) {
		const next = await iterator.next();
		if (next.done) ended = true;
		else {
			chunks.push(next.value);
			length += next.value.length;
		}
	}
	const head = Buffer.concat(chunks);
	const close = async (): Promise<void> => {
		if (!ended) await iterator.return?.();
		ended = true;
	};
	async function* all(): AsyncGenerator<Uint8Array> {
		try {
			if (head.length > 0) yield head;
			while (!ended) {
				const next = await iterator.next();
				if (next.done) ended = true;
				else yield next.value;
			}
		} finally {
			await close();
		}
	}
	return { head, source: all(), close };
}
