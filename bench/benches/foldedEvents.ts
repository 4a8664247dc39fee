import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

import { readSendGridEvents } from '../../connectors/sendgrid/readEvents';
import { keyed } from '../../engine/events/intake';
import { putDown, takeUpEvents } from '../../engine/events/takeUpEvents';
import { PostgresStore, type PostgresSettings } from '../../engine/store/postgres/PostgresStore';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { type Bench, type Figure, figureOf } from '../Bench';
import { median, timed } from '../compare';
import { fillStore, scaled } from '../data';
import { eventsOf, sentMessages } from '../serviceEvents';

const EVENTS = 100_000;
const RUNS = 3;
/** A campaign of 100,000, of whose messages not all were sent. */
const ROOM = 1.15;
/** As many messages as the runs need, and a tenth of everything else: as the other benchmarks' PostgreSQL. */
const POSTGRES_PART = 0.1;

/**
 * What a service says of 100,000 messages, an event for each, in no order: how fast it gets from the intake into
 * messages and consent. Taken in beforehand; each run's messages are others. Asked of SQLite; PostgreSQL is held to the same.
 */
export const bench: Bench = {
	name: 'events folded',
	async *run({ stores, runs, say }) {
		const events = stores.scaled(EVENTS);
		const rounds = Math.min(runs, RUNS);
		const folder = await mkdtemp(join(tmpdir(), 'crm-campaigns-bench-fold-'));
		try {
			const file = join(folder, 'store.sqlite');
			await stores.sqliteCopy(file);
			const store = await SqliteStore.open(file);
			try {
				yield await folding(store, events, rounds);
			} finally {
				await store.close();
			}
		} finally {
			await rm(folder, { recursive: true, force: true });
		}
		say('Filling another PostgreSQL database.');
		const store = await filledPostgres(await stores.newDatabase(), (events / EVENTS) * POSTGRES_PART, Math.ceil(events * (rounds + 1) * ROOM));
		try {
			yield await folding(store, events, rounds);
		} finally {
			await store.close();
		}
	},
};

async function filledPostgres(settings: PostgresSettings, part: number, messages: number): Promise<Store> {
	const database = 'bench_folded_events';
	const client = new Client({ host: settings.host, port: settings.port, database: settings.database, user: settings.user, password: settings.password });
	await client.connect();
	await client.query(`CREATE DATABASE ${database}`);
	await client.end();
	const store = await PostgresStore.open({ ...settings, database });
	await fillStore(store, { ...scaled(part), messages });
	return store;
}

async function folding(store: Store, events: number, runs: number): Promise<Figure> {
	const rates: number[] = [];
	let after = 0;
	for (let round = -1; round < runs; round++) {
		const messages = await store.run(sentMessages, { after, count: events });
		if (messages.length < events) throw new Error(`There are ${messages.length} messages left, not ${events}.`);
		after = messages.at(-1)?.id ?? after;
		await putDown(store, keyed(readSendGridEvents(eventsOf(messages, round + 1))));
		const { milliseconds, result } = await timed(() => takeUpEvents(store));
		if (result.applied !== events) throw new Error(`Of ${events} events ${JSON.stringify(result)} were folded.`);
		if (round >= 0) rates.push((events / milliseconds) * 1_000);
	}
	return figureOf('VM-18 100,000 events folded', store.dialect, median(rates), 'events/s', { op: '>=', value: 20_000 });
}
