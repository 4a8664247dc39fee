import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { deleteJob } from '../../engine/jobs/deleteJob';
import type { AssignSettings } from '../../engine/jobs/Job';
import { queueJob } from '../../engine/jobs/queueJob';
import { runJobNow } from '../../engine/jobs/runDue';
import { Catalogue } from '../../engine/records/catalogue/Catalogue';
import type { SearchKind } from '../../engine/records/kinds';
import { createSelection } from '../../engine/selections/createSelection';
import type { Selection } from '../../engine/selections/Selection';
import { SqliteStore } from '../../engine/store/sqlite/SqliteStore';
import type { Store } from '../../engine/store/Store';
import { type Bench, figureOf } from '../Bench';
import { compare, timed, type Measured } from '../compare';
import { LockWatch } from '../LockWatch';

const CONTACTS = 100_000;
const ACCOUNTS = 10_000;
/** Who gets everything, by turns: users who have nothing else. */
const NEWCOMERS = { contact: [101, 102, 103], account: [104, 105, 106] } as const;
const RELATED = { contact: ['task', 'opportunity'], account: ['contact', 'task', 'opportunity'] } as const;

/**
 * 100,000 contacts, and 10,000 accounts with some 90,000 contacts, go to another user with their tasks and
 * opportunities: queued and run as CRM Job does, every change written down with old and new value, against the bare
 * UPDATE statements in one transaction on the same tables.
 */
export const bench: Bench = {
	name: 'jobs',
	async *run({ stores, runs }) {
		const folder = await mkdtemp(join(tmpdir(), 'crm-bench-jobs-'));
		const file = join(folder, 'store.sqlite');
		await stores.sqliteCopy(file);
		const store = await SqliteStore.open(file);
		const bare = new BareUpdates(file);
		const watch = await LockWatch.start(file);
		let longest = 0;
		try {
			for (const { kind, count, what } of [{ kind: 'contact', count: CONTACTS, what: '100,000 contacts' }, { kind: 'account', count: ACCOUNTS, what: '10,000 accounts with their contacts' }] as const) {
				const selection = await selected(store, kind, stores.scaled(count));
				const side = { store, bare, watch, selection, kind };
				let turn = 0;
				const next = () => NEWCOMERS[kind][turn++ % 3] ?? 0;
				yield await compare({
					name: `VM-15 ${what}, their tasks and opportunities reassigned`,
					store: 'sqlite',
					runs,
					bar: { op: '<=', value: 3 },
					ours: () => byJob(side, next()),
					reference: async () => bare.assign(kind, selection.id, next()),
				});
			}
		} finally {
			longest = await watch.stop();
			bare.close();
			await store.close();
			await rm(folder, { recursive: true, force: true });
		}
		yield figureOf('VM-15 longest wait for the write lock meanwhile', 'sqlite', longest, 'ms', { op: '<=', value: 500 });
	},
};

async function selected(store: Store, kind: SearchKind, count: number): Promise<Selection> {
	const segment = { tabs: [{ kind, condition: { type: 'field', field: 'id', operator: 'isAtMost', value: count } }] };
	return await createSelection(store, new Catalogue(), { source: { segment }, timeZone: 'UTC' });
}

interface Side {
	readonly store: Store;
	readonly bare: BareUpdates;
	/** What the measuring itself does, such as bringing the file to rest, holds nobody up. */
	readonly watch: LockWatch;
	readonly selection: Selection;
	readonly kind: 'contact' | 'account';
}

async function byJob({ store, bare, watch, selection, kind }: Side, userId: number): Promise<Measured> {
	const settings: AssignSettings = { kind: 'assign', userId, related: RELATED[kind], throughContacts: kind === 'account', onlyOpen: false };
	const { milliseconds, result } = await watch.during(() => timed(async () => {
		const { job } = await queueJob(store, { selectionId: selection.id, settings, name: null, dueAt: null, queuedBy: null, askedBy: null }, store.id);
		return await runJobNow(store, job.id, null);
	}));
	if (result.ending !== 'done') throw new Error(result.job.failure?.message ?? result.ending);
	const checksum = bare.checksum(userId);
	await watch.during(() => deleteJob(store, result.job.id));
	bare.rest();
	return { milliseconds, checksum };
}

/** What one would write by hand: no results, no lease, no resuming. */
class BareUpdates {
	private readonly database: DatabaseSync;

	constructor(file: string) {
		this.database = new DatabaseSync(file, { timeout: 10_000 });
		this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = FAST');
		for (const id of Object.values(NEWCOMERS).flat()) this.database.exec(`INSERT INTO crm_user (id, name, name_f, active, created_at, updated_at) VALUES (${id}, 'New', 'new', 1, 0, 0)`);
	}

	assign(kind: 'contact' | 'account', selectionId: number, userId: number): Measured {
		const members = `SELECT record_id FROM selection_member WHERE selection_id = ${selectionId} AND kind = ${kind === 'contact' ? 2 : 3}`;
		const contacts = kind === 'contact' ? members : `SELECT id FROM contact WHERE account_id IN (${members})`;
		const hangs = kind === 'contact' ? `contact_id IN (${members})` : `(account_id IN (${members}) OR contact_id IN (${contacts}))`;
		const start = performance.now();
		this.database.exec('BEGIN IMMEDIATE');
		for (const [table, where] of [['account', kind === 'account' ? `id IN (${members})` : '1 = 0'], ['contact', `id IN (${contacts})`], ['task', hangs], ['opportunity', hangs]]) {
			this.database.exec(`UPDATE ${table} SET assigned_user_id = ${userId}, updated_at = 1767225600000 WHERE ${where}`);
		}
		this.database.exec('COMMIT');
		const milliseconds = performance.now() - start;
		const checksum = this.checksum(userId);
		this.rest();
		return { milliseconds, checksum };
	}

	/** How many records of each kind are a user's. */
	checksum(userId: number): string {
		const counts = ['account', 'contact', 'task', 'opportunity'].map((table) => this.database.prepare(`SELECT COUNT(*) AS n FROM ${table} WHERE assigned_user_id = ?`).get(userId)?.['n']);
		return counts.join(' ');
	}

	/** Nothing of one run is left to do in the next. */
	rest(): void {
		this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	close(): void {
		this.database.close();
	}
}
