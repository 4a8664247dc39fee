import { catalogueOf } from '../../engine/records/catalogue/loadCatalogue';
import { createSelection } from '../../engine/selections/createSelection';
import { carryOutJob, type SelectJob } from './job';

void carryOutJob<SelectJob>(async (store, { records, askedBy }) => {
	const source = { records: Array.from({ length: records }, (_, index) => ({ kind: 'contact', id: index + 1 })) };
	return await createSelection(store, await catalogueOf(store), { source, timeZone: 'UTC', askedBy });
});
