import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import { startSendGrid } from '../../test/simulators/sendgrid/sendGridSimulator';
import { eventPost, makeSigningKeys, type SigningKeys } from '../../test/simulators/sendgrid/SignedPosts';
import { type Bench, type Figure, figureOf } from '../Bench';
import { BenchN8n } from '../BenchN8n';
import { eventsOf, sentMessages, type SentMessage } from '../serviceEvents';

const EVENTS = 10_000;
const POSTS = 50;
const MESSAGES = 20 * EVENTS;
/** Compiled, and with connections open: what a process that runs for weeks is measured at. */
const UNCOUNTED = 3;

/**
 * Signed posts of 10,000 events to a published Email Events Trigger, each sent as soon as the one before was answered,
 * so that what the ones before left to be folded is being folded meanwhile. Once with nothing else to do, once while
 * the same n8n makes 100,000 tasks again and again.
 */
export const bench: Bench = {
	name: 'events posted',
	async *run({ stores, say }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-events-'));
		const storeFile = join(folder, 'store.sqlite');
		const simulator = await startSendGrid();
		const keys = makeSigningKeys();
		try {
			await stores.sqliteCopy(storeFile);
			const messages = await readMessages(storeFile);
			const n8n = await BenchN8n.start({ userFolder: folder, storeFile, sendGridUrl: simulator.url, verificationKey: keys.publicKey });
			try {
				const poster = new Poster(n8n, keys, messages, say);
				yield figure('VM-18 10,000 events in a post, answered (p99)', await poster.slowest());
				await n8n.makeTasks();
				const slowest = await poster.slowest();
				const runs = await n8n.restFromTasks();
				say(`Meanwhile 100,000 tasks were made ${runs} times.`);
				yield figure('VM-18 the same while 100,000 tasks are made (p99)', slowest);
				poster.check(storeFile);
			} finally {
				await n8n.stop();
			}
		} finally {
			await simulator.stop();
			await rm(folder, { recursive: true, force: true });
		}
	},
};

function figure(name: string, milliseconds: number): Figure {
	return figureOf(name, 'sqlite', milliseconds / 1_000, 's', { op: '<=', value: 1 });
}

/** Of so many posts; then it is the turn of the first ones again. */
async function readMessages(file: string): Promise<readonly SentMessage[]> {
	const store = await SqliteStore.open(file);
	try {
		const messages = await store.run(sentMessages, { after: 0, count: MESSAGES });
		return messages.slice(0, messages.length - (messages.length % EVENTS));
	} finally {
		await store.close();
	}
}

/** Posts as SendGrid does; every event is a new one. */
class Poster {
	private posts = 0;

	constructor(
		private readonly n8n: BenchN8n,
		private readonly keys: SigningKeys,
		private readonly messages: readonly SentMessage[],
		private readonly say: (line: string) => void,
	) {}

	/** The longest of 50 posts, in ms: of so many that is the 99th percentile. */
	async slowest(): Promise<number> {
		for (let post = 0; post < UNCOUNTED; post++) await this.post();
		const times: number[] = [];
		for (let post = 0; post < POSTS; post++) times.push(await this.post());
		times.sort((one, other) => one - other);
		this.say(`Answered within ${[0, 0.5, 0.9, 1].map((part) => Math.round(times[Math.floor(part * (POSTS - 1))] ?? NaN)).join(', ')} ms (least, half, nine in ten, all).`);
		return times.at(-1) ?? NaN;
	}

	/** All that was posted must be there, whether it is folded yet or not. */
	check(storeFile: string): void {
		const database = new DatabaseSync(`${storeFile}-intake`, { readOnly: true });
		const row = database.prepare('SELECT COUNT(*) AS count FROM intake_event').get();
		database.close();
		if (row?.['count'] !== this.posts * EVENTS) throw new Error(`${String(row?.['count'])} of ${this.posts * EVENTS} events were taken in.`);
	}

	private async post(): Promise<number> {
		const at = (this.posts * EVENTS) % this.messages.length;
		const post = eventPost(eventsOf(this.messages.slice(at, at + EVENTS), this.posts++), this.keys);
		if (this.posts === 1) this.say(`A post has ${(post.body.length / 1e6).toFixed(1)} MB.`);
		return await this.n8n.post(post);
	}
}
