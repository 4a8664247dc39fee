import type { BrevoApi } from '../BrevoApi';
import { refusalWords } from '../brevoAnswer';
import { brevoFault } from '../brevoFault';
import type { HttpRequest } from '../../http/HttpRequest';
import { isObject } from '../../http/json';

/** Somebody who must not be mailed. */
export interface BrevoNo {
	readonly address: string;
	/** Senders whose transactional mail is to be blocked too: a contact's blacklisting stops campaigns only. */
	readonly senders: readonly string[];
}

/** What became of noes that were told to Brevo. */
export interface PushedNoes {
	/** Addresses that Brevo was told, by updates or an import. */
	readonly told: number;
	/** Processes at Brevo that import them; done some time later. */
	readonly imports: readonly number[];
	readonly refused: readonly RefusedNo[];
}

/** Contacts in one update; the most is not documented. */
const BATCH = 100;
/** Noes told side by side, where each takes a call. */
const SIDE_BY_SIDE = 10;
/** Bytes of one import: 10 MB may be taken, 8 are recommended. */
const LARGEST_IMPORT = 8_000_000;

/**
 * Tells Brevo one no: a contact it doesn't know is made, blacklisted, so that no later import mails it.
 * @throws EngineError
 */
export async function pushNo(api: BrevoApi, no: BrevoNo): Promise<void> {
	await api.demand(blocking(no), 'block a contact');
}

/**
 * Tells Brevo many noes, a hundred a call. Doing it again changes nothing. Never lifts one.
 * @param listId a list of Brevo that contacts it doesn't know yet are imported into, blacklisted; null: those are only
 * reached as far as an update refuses them (whether it does is not documented)
 * @throws EngineError where Brevo can't be told at all
 */
export async function pushNoes(api: BrevoApi, noes: readonly BrevoNo[], listId: number | null): Promise<PushedNoes> {
	const imports = listId === null ? [] : await importBlocked(api, noes, listId);
	const refused: RefusedNo[] = [];
	for (let at = 0; at < noes.length; at += BATCH) refused.push(...(await updateBatch(api, noes.slice(at, at + BATCH))));
	return { told: noes.length - refused.length, imports, refused };
}

async function importBlocked(api: BrevoApi, noes: readonly BrevoNo[], listId: number): Promise<number[]> {
	const processes: number[] = [];
	for (const rows of importChunks(noes)) {
		const value = { jsonBody: rows, listIds: [listId], emailBlacklist: true, updateExistingContacts: true, emptyContactsAttributes: false, disableNotification: true };
		const body = await api.demand({ method: 'POST', path: '/contacts/import', body: { kind: 'json', value }, repeatable: true }, 'import blocked contacts');
		if (isObject(body) && typeof body['processId'] === 'number') processes.push(body['processId']);
	}
	return processes;
}

function importChunks(noes: readonly BrevoNo[]): { email: string }[][] {
	const chunks: { email: string }[][] = [];
	let bytes = Infinity;
	for (const { address } of noes) {
		const row = { email: address };
		const size = Buffer.byteLength(JSON.stringify(row)) + 1;
		if (bytes + size > LARGEST_IMPORT) {
			chunks.push([]);
			bytes = 0;
		}
		chunks.at(-1)?.push(row);
		bytes += size;
	}
	return chunks;
}

/** One call for all; where Brevo refuses it, one for each, so that every no but the refused ones is told. */
async function updateBatch(api: BrevoApi, noes: readonly BrevoNo[]): Promise<RefusedNo[]> {
	const answer = await api.ask({ method: 'POST', path: '/contacts/batch', body: { kind: 'json', value: { contacts: noes.map(changesFor) } }, repeatable: true });
	if (answer.kind === 'ok') return [];
	if (answer.kind !== 'refused' || (answer.status !== 400 && answer.status !== 404)) throw brevoFault(answer, 'block contacts');
	return await tellOneByOne(api, noes);
}

/** A no that Brevo doesn't take, with its words. */
export interface RefusedNo {
	readonly address: string;
	readonly reason: string;
}

/**
 * Tells Brevo noes one by one: the only way that reaches contacts it doesn't know yet without a list of its own, and that
 * answers for each. Ten a second. Answers those that it refuses; all others are blocked.
 * @throws EngineError where Brevo can't be told at all; some may have been told then
 */
export async function tellOneByOne(api: BrevoApi, noes: readonly BrevoNo[]): Promise<RefusedNo[]> {
	const refused: RefusedNo[] = [];
	for (let at = 0; at < noes.length; at += SIDE_BY_SIDE) {
		// Side by side, so that slow answers don't slow it down further than the rate that Brevo allows.
		const answers = await Promise.all(
			noes.slice(at, at + SIDE_BY_SIDE).map(async (no) => ({ no, answer: await api.ask(blocking(no)) })),
		);
		for (const { no, answer } of answers) {
			if (answer.kind === 'ok') continue;
			if (answer.kind !== 'refused' || answer.status !== 400) throw brevoFault(answer, 'block a contact');
			refused.push({ address: no.address, reason: refusalWords(answer) });
		}
	}
	return refused;
}

function blocking(no: BrevoNo): HttpRequest {
	return { method: 'POST', path: '/contacts', body: { kind: 'json', value: { ...changesFor(no), updateEnabled: true } }, repeatable: true };
}

function changesFor(no: BrevoNo): { email: string; emailBlacklisted: true; smtpBlacklistSender?: string[] } {
	return { email: no.address, emailBlacklisted: true, ...(no.senders.length === 0 ? {} : { smtpBlacklistSender: [...no.senders] }) };
}
