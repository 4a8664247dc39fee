import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { defineTransaction } from '../store/Transaction';
import { readFilter } from './savedFilters';

/** What a saved filter or report searches. @throws EngineError where it is missing or can't be used */
export const filterSegment = defineTransaction(__filename, 'read', 'segments.filterSegment', function* (tx, input: { filterId: number }) {
	const filter = yield* readFilter(tx, yield* loadCatalogue(tx), input.filterId);
	return filter.segment;
});
