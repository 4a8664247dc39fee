import { normaliseAddress } from '../../records/emailAddress';
import { readSetting, writeSetting } from '../../records/settings';
import { defineTransaction, insertMany, type Steps, type Tx } from '../../store/Transaction';
import type { ConsentEntry, ConsentSource } from '../ConsentEntry';
import { forgottenAmong } from '../forgotten';
import { previewNoes, recordNoes } from '../recordConsent';
import { cursorName, cursorValue, readCursor, type Cursor } from './cursor';
import { judgeSuppression } from './judgeSuppression';
import { readKnownHere } from './knownHere';
import type { Suppression } from './SuppressionService';

/** A page of one of a service's lists. */
export interface PageRead {
	readonly service: string;
	readonly account: string;
	readonly list: string;
	readonly rows: readonly Suppression[];
}

/** What a page's rows came to. */
export interface PageCounts {
	readonly rows: number;
	/** Our own noes, come back. */
	readonly echoes: number;
	/** Of people who asked to be forgotten: nothing is written down. */
	readonly forgotten: number;
	/** Not addresses that mail can be sent to. */
	readonly unreadable: number;
}

/** Stores a page and where to go on after it, together: whatever is killed, no row is left out, and none counts twice. */
export const storeSuppressions = defineTransaction(__filename, 'write', 'consent.storeSuppressions', function* (tx, input: PageRead & { readonly cursor: Cursor }): Steps<PageCounts & { readonly added: number }> {
	const { counts, entries, present } = yield* judgePage(tx, input);
	const added = yield* recordNoes(tx, entries);
	yield* insertMany({
		table: 'suppressed_address',
		columns: [{ name: 'account', type: 'text' }, { name: 'address_key', type: 'text' }, { name: 'seen_at', type: 'bigint' }],
		rows: present.map((addressKey) => [input.account, addressKey, tx.now]),
		suffix: 'ON CONFLICT (account, address_key) DO UPDATE SET seen_at = excluded.seen_at',
	});
	yield* writeSetting(tx, cursorName(input.account, input.list), cursorValue(input.cursor));
	return { ...counts, added };
});

/** A line that the ledger would get. */
export interface WouldSay {
	readonly addressKey: string;
	readonly source: ConsentSource;
	/** UTC ms. */
	readonly happenedAt: number;
}

/** What storing a page would add; nothing is written. `present`: all its addresses. */
export const previewSuppressions = defineTransaction(__filename, 'read', 'consent.previewSuppressions', function* (tx, input: PageRead): Steps<PageCounts & { readonly would: readonly WouldSay[]; readonly present: readonly string[] }> {
	const { counts, entries, present } = yield* judgePage(tx, input);
	const lines = yield* previewNoes(tx, entries);
	return { ...counts, present, would: lines.flatMap(({ addressKey, source, happenedAt }) => (addressKey === null ? [] : [{ addressKey, source, happenedAt }])) };
});

interface JudgedPage {
	readonly counts: PageCounts;
	readonly entries: readonly ConsentEntry[];
	/** Addresses on the page, each once, without those of forgotten people. */
	readonly present: readonly string[];
}

function* judgePage(tx: Tx, { service, account, list, rows }: PageRead): Steps<JudgedPage> {
	const read = rows.map((row) => ({ row, addressKey: normaliseAddress(row.address) }));
	const forgotten = yield* forgottenAmong(tx, read.map(({ addressKey }) => addressKey));
	const present = [...new Set(read.flatMap(({ addressKey }) => (addressKey === null || forgotten.has(addressKey) ? [] : [addressKey])))];
	const here = yield* readKnownHere(tx, account, present);
	const counts = { rows: rows.length, echoes: 0, forgotten: 0, unreadable: 0 };
	const entries: ConsentEntry[] = [];
	for (const { row, addressKey } of read) {
		if (addressKey === null) counts.unreadable++;
		else if (forgotten.has(addressKey)) counts.forgotten++;
		else {
			const verdict = judgeSuppression(service, list, row, addressKey, here(addressKey), tx.now);
			if (verdict.kind === 'no') entries.push(verdict.entry);
			if (verdict.kind === 'echo') counts.echoes++;
		}
	}
	return { counts, entries, present };
}

/** How far a list has been read. */
export const loadCursor = defineTransaction(__filename, 'read', 'consent.loadSweepCursor', function* (tx, input: { readonly account: string; readonly list: string }): Steps<Cursor> {
	return readCursor(yield* readSetting(tx, cursorName(input.account, input.list)));
});

/** For what is stored elsewhere before, and makes no difference when it is stored twice: events. */
export const saveCursor = defineTransaction(__filename, 'write', 'consent.saveSweepCursor', function* (tx, input: { readonly account: string; readonly list: string; readonly cursor: Cursor }): Steps<void> {
	yield* writeSetting(tx, cursorName(input.account, input.list), cursorValue(input.cursor));
});
