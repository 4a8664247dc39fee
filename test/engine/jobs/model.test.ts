import * as fc from 'fast-check';

import { dryRunJob } from '../../../engine/jobs/dryRunJob';
import { RELATED_KINDS, type AssignSettings, type CopySettings, type JobOutcome, type JobSettings, type RelatedKind } from '../../../engine/jobs/Job';
import { relatedKindsOf } from '../../../engine/jobs/ways';
import type { SearchKind } from '../../../engine/records/kinds';
import type { Ref } from '../../support/campaignWorld';
import { execute, insertRows, query, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { JobWorld } from './JobWorld';

type ModelKind = 'account' | 'contact' | 'lead' | RelatedKind;

/** A record by how it hangs together; `null`: on nothing. Numbers count within a kind. */
interface ModelRecord {
	readonly kind: ModelKind;
	readonly account: number | null;
	readonly contact: number | null;
	readonly lead: number | null;
	readonly owner: 0 | 1 | null;
	readonly city: 'Roma' | 'Madrid' | 'x' | null;
	readonly closed: boolean;
}

/** What becomes of a record, and its city then. */
interface Becomes {
	readonly outcome: JobOutcome;
	readonly city: string | null;
}

const ACCOUNTS = 3;
const PEOPLE = 3;
const CITY: Readonly<Record<ModelKind, string>> = { account: 'city', contact: 'city', lead: 'city', task: 'outcome_note', opportunity: 'next_step', message: 'subject', activity: 'mode', event: 'location' };

const maybe = (count: number) => fc.option(fc.nat(count - 1));
const record = (kind: ModelKind): fc.Arbitrary<ModelRecord> =>
	fc.record({ kind: fc.constant(kind), account: maybe(ACCOUNTS), contact: maybe(PEOPLE), lead: maybe(PEOPLE), owner: fc.constantFrom(0, 1, null), city: fc.constantFrom('Roma', 'Madrid', 'x', null), closed: fc.boolean() });
const world: fc.Arbitrary<ModelRecord[]> = fc
	.tuple(
		...Array.from({ length: ACCOUNTS }, () => record('account')),
		...(['contact', 'lead'] as const).flatMap((kind) => Array.from({ length: PEOPLE }, () => record(kind))),
		fc.array(fc.constantFrom(...RELATED_KINDS.filter((kind) => kind !== 'contact')).chain(record), { minLength: 6, maxLength: 14 }),
	)
	.map((parts) => parts.flat());
const related = fc.subarray([...RELATED_KINDS]);
const assign: fc.Arbitrary<Omit<AssignSettings, 'userId'>> = fc.record({ kind: fc.constant('assign'), related, throughContacts: fc.boolean(), onlyOpen: fc.boolean() });
const copy: fc.Arbitrary<CopySettings> = fc.constantFrom<SearchKind>('account', 'contact', 'lead').chain((fromKind) =>
	fc.constantFrom(...relatedKindsOf(fromKind)).chain((toKind) =>
		fc.record({ kind: fc.constant('copy'), fromKind: fc.constant(fromKind), fromField: fc.constant('city'), toKind: fc.constant(toKind), toField: fc.constant(CITY[toKind]), throughContacts: fc.boolean(), onlyOpen: fc.boolean(), copyEmpty: fc.boolean() }),
	),
);

/** Whether a record hangs on another one, as a person would say. */
function hangsOn(one: ModelRecord, on: { kind: SearchKind; at: number }, records: readonly ModelRecord[], throughContacts: boolean): boolean {
	if (one.kind === 'account' || one.kind === 'lead' || (one.kind === 'contact' && on.kind !== 'account')) return false;
	// A message is its recipient's.
	const recipient = one.contact !== null ? 'contact' : one.lead !== null ? 'lead' : 'account';
	switch (on.kind) {
		case 'contact':
			return one.contact === on.at;
		case 'lead':
			return one.lead === on.at && (one.kind !== 'message' || recipient === 'lead');
		case 'account': {
			if (one.account === on.at) return true;
			if (!throughContacts || one.kind === 'contact' || one.contact === null) return false;
			return records.filter(({ kind }) => kind === 'contact')[one.contact]?.account === on.at;
		}
		case 'message':
		case 'task':
		case 'opportunity':
			return false;
	}
}

describeStores('jobs against a model', (newStore) => {
	let jobs: JobWorld;
	beforeAll(async () => {
		jobs = await JobWorld.in(await newStore());
	});

	/** Puts a world into the store; answers each record's id. */
	const put = async (records: readonly ModelRecord[]): Promise<number[]> => {
		const ids: number[] = [];
		const of = (kind: ModelKind) => records.flatMap((one, index) => (one.kind === kind ? [index] : []));
		const idOf = (kind: ModelKind, at: number | null) => (at === null ? null : (ids[of(kind)[at] ?? -1] ?? null));
		for (const kind of ['account', 'contact', 'lead', 'task', 'opportunity', 'message', 'activity', 'event'] as const) {
			const rows = of(kind).map((index): Row => {
				const one = records[index];
				if (!one) return {};
				const base: Row = { name: `${kind} ${index}`, assigned_user_id: one.owner === null ? null : (jobs.world.users[one.owner] ?? null), [CITY[kind]]: one.city };
				if (kind === 'account' || kind === 'lead') return base;
				const links: Row = kind === 'contact' ? { account_id: idOf('account', one.account) } : { account_id: idOf('account', one.account), contact_id: idOf('contact', one.contact), lead_id: idOf('lead', one.lead) };
				const closed: Row = kind === 'task' ? { status: one.closed ? 'completed' : 'in_progress' } : kind === 'opportunity' ? { stage: one.closed ? 'Closed Lost' : 'Proposal' } : {};
				const recipient = [[2, links['contact_id']], [1, links['lead_id']], [3, links['account_id']]].find(([, id]) => typeof id === 'number') ?? [3, 0];
				const message: Row = kind === 'message' ? { origin: 'logged', occurrence: '', state: 'sent', recipient_kind: recipient[0] ?? 3, recipient_id: recipient[1] ?? 0 } : {};
				return { ...base, ...links, ...closed, ...message };
			});
			const made = await insertRows(jobs.store, kind, rows);
			of(kind).forEach((index, at) => (ids[index] = made[at] ?? 0));
		}
		return ids;
	};

	const isOpen = (one: ModelRecord) => !one.closed || (one.kind !== 'task' && one.kind !== 'opportunity');

	/** Of each record reached what becomes of it; a value comes from the first that leads to it. */
	const expected = (records: readonly ModelRecord[], selected: readonly number[], settings: JobSettings): Map<number, Becomes> => {
		const becomes = new Map<number, Becomes>();
		const at = (index: number) => records.slice(0, index).filter(({ kind }) => kind === records[index]?.kind).length;
		const order = (['contact', 'lead', 'account'] as const).flatMap((kind) => selected.filter((index) => records[index]?.kind === kind).map((index) => ({ kind, index, at: at(index) })));
		const reach = (to: RelatedKind, visit: (index: number, source: ModelRecord) => void) => {
			const ways = [false, ...(settings.throughContacts ? [true] : [])];
			for (const from of order) {
				const source = records[from.index];
				if (!source || (settings.kind === 'copy' && settings.fromKind !== from.kind)) continue;
				for (const through of ways) records.forEach((one, index) => one.kind === to && hangsOn(one, from, records, through) && (!settings.onlyOpen || isOpen(one)) && visit(index, source));
			}
		};
		if (settings.kind === 'assign') {
			const visit = (index: number) => becomes.set(index, { outcome: records[index]?.owner === 1 ? 'unchanged' : 'changed', city: records[index]?.city ?? null });
			selected.forEach(visit);
			settings.related.forEach((kind) => reach(kind, visit));
			return becomes;
		}
		// All direct ways come before those through a contact.
		for (const throughContacts of settings.throughContacts ? [false, true] : [false]) {
			for (const from of order.filter(({ kind }) => kind === settings.fromKind)) {
				records.forEach((one, index) => {
					if (one.kind !== settings.toKind || becomes.has(index) || !hangsOn(one, from, records, throughContacts) || (settings.onlyOpen && !isOpen(one))) return;
					const city = records[from.index]?.city ?? null;
					if (city === null && !settings.copyEmpty) becomes.set(index, { outcome: 'nothing to copy', city: one.city });
					else becomes.set(index, { outcome: one.city === city ? 'unchanged' : 'changed', city });
				});
			}
		}
		return becomes;
	};

	test.each([
		['VM-15 X-02 assigning: exactly what a model says is reached changes hands, once; the dry run told so', assign.map((settings) => ({ ...settings, userId: -1 }))],
		['VM-16 X-02 copying: each reached record gets the value of the first that leads to it; the dry run told so', copy],
	] as const)('%s', async (_title, settingsOf) => {
		const asked: fc.Arbitrary<JobSettings> = settingsOf;
		await fc.assert(
			fc.asyncProperty(world, asked, fc.subarray(Array.from({ length: ACCOUNTS + 2 * PEOPLE }, (_, index) => index), { minLength: 1 }), async (records, drawn, selected) => {
				const settings = drawn.kind === 'assign' ? { ...drawn, userId: jobs.to } : drawn;
				if (settings.kind === 'copy' && !selected.some((index) => records[index]?.kind === settings.fromKind)) return;
				const ids = await put(records);
				const refs = selected.map((index): Ref => ({ kind: (records[index]?.kind ?? 'account') as SearchKind, id: ids[index] ?? 0 }));
				const becomes = expected(records, selected, settings);
				const counts: Record<string, { found: number; outcomes: Record<string, number> }> = {};
				for (const [index, { outcome }] of becomes) {
					const of = (counts[records[index]?.kind ?? ''] ??= { found: 0, outcomes: {} });
					of.found++;
					of.outcomes[outcome] = (of.outcomes[outcome] ?? 0) + 1;
				}

				const selectionId = await jobs.world.select(refs);
				const dry = await dryRunJob(jobs.store, { selectionId, settings }, jobs.store.id, 1_000);
				expect(dry.counts).toEqual(counts);

				const { job } = await jobs.carryOut(selectionId, settings);
				expect(job.counts).toEqual(counts);
				expect(dry.changes.map(({ kind, id, old, new: value, oldName, newName, source }) => ({ kind, id, old, value, oldName, newName, source })).sort(byKindAndId)).toEqual(
					(await jobs.results(job.id)).filter(({ outcome }) => outcome === 'changed').map(({ kind, id, old, new: value, oldName, newName, source }) => ({ kind, id, old, value, oldName, newName, source })).sort(byKindAndId),
				);
				for (const [index, one] of records.entries()) {
					const [row] = await query(jobs.store, `SELECT assigned_user_id AS owner, ${CITY[one.kind]} AS city, ${CITY[one.kind]}_f AS folded FROM ${one.kind} WHERE id = ${ids[index]}`);
					const became = becomes.get(index);
					const owner = settings.kind === 'assign' && became?.outcome === 'changed' ? jobs.to : one.owner === null ? null : jobs.world.users[one.owner];
					const city = became ? became.city : one.city;
					expect({ index, ...row }).toEqual({ index, owner, city, folded: city?.toLowerCase() ?? null });
				}
				await execute(jobs.store, 'DELETE FROM job_result');
			}),
			{ numRuns: 20, seed: 15 },
		);
	});
});

function byKindAndId(a: { kind: string; id: number }, b: { kind: string; id: number }): number {
	return a.kind === b.kind ? a.id - b.id : a.kind < b.kind ? -1 : 1;
}
