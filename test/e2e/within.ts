import { setTimeout as pause } from 'node:timers/promises';

/** What is looked for, once it is there, or after a minute nothing. */
export async function within<Found>(look: () => Found | undefined): Promise<Found | undefined> {
	const until = Date.now() + 60_000;
	for (;;) {
		const found = look();
		if (found !== undefined || Date.now() > until) return found;
		await pause(100);
	}
}
