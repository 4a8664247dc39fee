import { Catalogue, type CustomField } from '../records/catalogue/Catalogue';
import { takeUpEvents } from '../events/takeUpEvents';
import { readCustomFields } from '../records/catalogue/loadCatalogue';
import type { Store } from '../store/Store';
import { defineTransaction, type Steps } from '../store/Transaction';
import { historyLines, type HistoryLine } from './consentHistory';
import { findPerson, type Person, type PersonAsked } from './findPerson';
import { forgottenAmong } from './forgotten';
import { exportedTables, sectionPage, type ExportRow } from './personSections';

/** What an export begins with: who is meant, and where that person was found. */
export interface ExportHead {
	readonly person: Person;
	/** UTC ms; null: not forgotten. */
	readonly forgottenSince: number | null;
	readonly customFields: readonly CustomField[];
	/** UTC ms. */
	readonly now: number;
}

/** Some rows of one section; every section comes, also those without rows, in a fixed order. */
export interface ExportPart {
	readonly section: string;
	readonly rows: readonly ExportRow[];
}

/** Rows read at a time: no person is too large to be read. */
const PAGE = 500;

const readHead = defineTransaction(__filename, 'read', 'consent.exportHead', function* (tx, asked: PersonAsked): Steps<ExportHead> {
	const person = yield* findPerson(tx, asked);
	const forgotten = yield* forgottenAmong(tx, [person.addressKey]);
	return { person, forgottenSince: forgotten.get(person.addressKey ?? '') ?? null, customFields: yield* readCustomFields(tx), now: tx.now };
});

interface PartInput {
	readonly head: ExportHead;
	readonly table: string;
	readonly at: number;
}

const readPart = defineTransaction(__filename, 'read', 'consent.exportPart', function* (tx, input: PartInput): Steps<ExportRow[]> {
	const { person, customFields } = input.head;
	if (input.table === 'consent_entry') return input.at > 0 ? [] : (yield* historyLines(tx, person, null)).map(historyRow);
	return yield* sectionPage(tx, new Catalogue(customFields), input.table, person, input.at, PAGE);
});

/** Who is meant, once what came in a moment ago stands in the tables. @throws EngineError for an address that is none, or a record that is gone */
export async function beginExport(store: Store, asked: PersonAsked): Promise<ExportHead> {
	await takeUpEvents(store);
	return await store.run(readHead, asked);
}

/** All that is held about a person, table by table, page by page. What is written meanwhile may be missing. */
export async function* exportParts(store: Store, head: ExportHead): AsyncGenerator<ExportPart> {
	for (const { table, section } of exportedTables()) {
		// They stand with their messages.
		if (table === 'message_event') continue;
		let at = 0;
		for (;;) {
			const rows = await store.run(readPart, { head, table, at });
			if (rows.length > 0 || at === 0) yield { section, rows };
			at += rows.length;
			if (rows.length < PAGE || table === 'consent_entry') break;
		}
	}
}

function historyRow(line: HistoryLine): ExportRow {
	return { ...line, happenedAt: new Date(line.happenedAt).toISOString(), recordedAt: new Date(line.recordedAt).toISOString() };
}
