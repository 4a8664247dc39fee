import { EngineError } from '../EngineError';
import { takeUpEvents } from '../events/takeUpEvents';
import { deleteRecord } from '../records/deleteRecord';
import type { Store } from '../store/Store';
import { eraseFromFile, type FileErasure } from './eraseFromFile';
import { beginForgetting, emptyAddresses, FORGET_START, forgetSlice, planForgetting, recordsLeft, type ForgetInput, type ForgetPlace, type ForgetPlan } from './forgetSteps';
import { forgetIntake } from './forgetIntake';
import { findMentions, takeOutMentions } from './mentions';
import type { ErasureOutcome, PersonEraser } from './PersonEraser';
import type { PersonKeys } from './personRows';
import { remainsOf, type Remains } from './remains';

export interface ForgetOptions {
	/** Services that are to forget the person too. */
	readonly erasers: readonly PersonEraser[];
	/** Look for the address in texts about others, such as notes and saved filters. Reads the whole store. */
	readonly searchTexts: boolean;
}

export interface ServiceErasure {
	readonly service: string;
	readonly outcome: ErasureOutcome;
}

export interface Forgotten {
	/** Rows emptied or deleted, by table. */
	readonly counts: Readonly<Record<string, number>>;
	/** Texts about others in which the address stood, by table. */
	readonly mentions: Readonly<Record<string, number>>;
	/** Accounts that lost the address and stay. */
	readonly accountsKept: number;
	readonly services: readonly ServiceErasure[];
	/** Where data of the person remain, for people to see to. */
	readonly remains: readonly Remains[];
}

/** What would go, and what would remain; nothing is changed anywhere. */
export async function previewForgetting(store: Store, input: ForgetInput, options: ForgetOptions): Promise<Forgotten & { readonly plan: ForgetPlan }> {
	const plan = await store.run(planForgetting, input);
	const { addressKey } = plan.person;
	const mentions = addressKey !== null && options.searchTexts ? countByTable(await findMentions(store, addressKey)) : {};
	return { plan, counts: plan.counts, mentions, accountsKept: plan.accounts.length, services: [], remains: remainsOf(store, plan, []) };
}

/**
 * Forgets a person: refused from the first commit on, then out of every table in short transactions. Figures
 * stay without the person. Broken off at any moment and called again by the address, it goes on.
 * What is left in a SQLite file of deleted rows goes with `eraseFromFile`, once for several people.
 * @throws EngineError for an address that is none, a record that is gone, or while a mail to the person is on the wire
 */
export async function forgetPerson(store: Store, input: ForgetInput, options: ForgetOptions): Promise<Forgotten> {
	const plan = await store.run(beginForgetting, input);
	const { addressKey } = plan.person;
	// What came in and was not looked at yet names the person too.
	await takeUpEvents(store);
	// Before the address is gone here: should a service fail, it can be asked again by the same call.
	const services = addressKey === null ? [] : await eraseInServices(addressKey, options.erasers);
	const keys: PersonKeys = { addressKey, records: plan.records };
	const counts: Record<string, number> = {};
	await forgetAll(store, keys, counts);
	for (const { kind, id } of await store.run(recordsLeft, plan.records)) {
		await deleteRecord(store, { kind, id, reassignTo: null });
		add(counts, { [kind]: 1 });
	}
	if (addressKey !== null) await store.run(emptyAddresses, { addressKey });
	// What came in between, such as a task that was being made of the record.
	await forgetAll(store, keys, counts);
	if (addressKey !== null && (await store.intake.isUsed())) await store.intake.run(forgetIntake, { address: addressKey });
	const mentions = addressKey !== null && options.searchTexts ? await takeOutMentions(store, addressKey, await findMentions(store, addressKey)) : {};
	return { counts, mentions, accountsKept: plan.accounts.length, services, remains: remainsOf(store, plan, services) };
}

/** Forgotten people are gone from the file as well, as far as that is this program's to do. */
export async function finishForgetting(store: Store): Promise<FileErasure> {
	const ofIntake: FileErasure = (await store.intake.isUsed()) ? await eraseFromFile(store.intake) : { kind: 'gone' };
	const ofStore = await eraseFromFile(store);
	return ofStore.kind === 'gone' ? ofIntake : ofStore;
}

async function forgetAll(store: Store, keys: PersonKeys, counts: Record<string, number>): Promise<void> {
	for (let from: ForgetPlace | null = FORGET_START; from !== null; ) {
		const slice: Awaited<ReturnType<typeof runSlice>> = await runSlice(store, keys, from);
		add(counts, slice.changed);
		from = slice.next;
	}
}

async function runSlice(store: Store, keys: PersonKeys, from: ForgetPlace) {
	return await store.run(forgetSlice, { keys, from });
}

async function eraseInServices(address: string, erasers: readonly PersonEraser[]): Promise<ServiceErasure[]> {
	const erased: ServiceErasure[] = [];
	for (const eraser of erasers) {
		const outcome = await eraser.erase(address).catch(notErased);
		erased.push({ service: eraser.service, outcome });
	}
	return erased;
}

function notErased(error: unknown): ErasureOutcome {
	if (error instanceof EngineError) return { kind: error.details.uncertain === true ? 'uncertain' : 'failed', reason: `${error.message} ${error.wayOut}` };
	return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}

function add(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
	for (const [table, count] of Object.entries(more)) counts[table] = (counts[table] ?? 0) + count;
}

function countByTable(mentions: readonly { readonly table: string }[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { table } of mentions) add(counts, { [table]: 1 });
	return counts;
}
