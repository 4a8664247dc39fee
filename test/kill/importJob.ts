import { importTable, type SourceRow } from '../../engine/records/import/importTable';
import { carryOutJob, type ImportJob } from './job';

/** Every tenth address a second time, in capitals; one account for each ten. */
async function* rowsOf(job: ImportJob): AsyncGenerator<SourceRow[]> {
	for (let at = 0; at < job.rows; at += 500) {
		yield Array.from({ length: Math.min(500, job.rows - at) }, (_, index): SourceRow => {
			const nth = at + index;
			const person = nth % 10 === 9 ? nth - 1 : nth;
			const email = `${job.prefix}${person}@example.com`;
			return { line: nth + 2, cells: [nth % 10 === 9 ? email.toUpperCase() : email, `Person ${person}`, `${job.prefix} account ${Math.floor(nth / 10)}`] };
		});
	}
}

void carryOutJob<ImportJob>((store, job) => importTable(store, { headers: ['Email', 'Last Name', 'Account'], rows: rowsOf(job) }, { kind: 'contact', timeZone: 'UTC' }));
