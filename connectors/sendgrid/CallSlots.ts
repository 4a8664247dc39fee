/** Lets so many tasks run at once; the others wait, first come, first served. */
export class CallSlots {
	private free: number;
	private readonly waiting: (() => void)[] = [];

	constructor(slots: number) {
		this.free = slots;
	}

	async run<T>(task: () => Promise<T>): Promise<T> {
		if (this.free > 0) this.free--;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		try {
			return await task();
		} finally {
			const next = this.waiting.shift();
			if (next === undefined) this.free++;
			else next();
		}
	}
}
