import { sql } from 'kysely';

import { Catalogue } from '../../../engine/records/catalogue/Catalogue';
import { searchedIndexOf } from '../../../engine/records/catalogue/tableShape';
import { columnsRead } from '../../../engine/segments/columnsRead';
import { frozenSql } from '../../../engine/segments/compile';
import type { FrozenCondition } from '../../../engine/segments/Frozen';
import { rootScope } from '../../../engine/segments/Scope';
import { startsFromRelated } from '../../../engine/segments/startsFromRelated';
import { postgresCompiler, sqliteCompiler } from '../../../engine/store/compiler';
import { postgresDialect, sqliteDialect, type SqlDialect } from '../../../engine/store/SqlDialect';

const opened: FrozenCondition = { type: 'messages', campaignId: 3, outcome: 'opened' };
const noneOfFive: FrozenCondition = { type: 'messages', campaignId: 5, outcome: 'any', negate: true };
const spain: FrozenCondition = { type: 'field', field: 'country', operator: 'is', value: 'Spain' };
const group = (match: 'all' | 'any' | 'none', ...conditions: readonly FrozenCondition[]): FrozenCondition => ({ type: 'group', match, conditions });

function compiled(dialect: SqlDialect, condition: FrozenCondition): string {
	const scope = rootScope(dialect, new Catalogue(), 'UTC', 'contact');
	return sql`${frozenSql(scope, condition)}`.compile(dialect.name === 'sqlite' ? sqliteCompiler : postgresCompiler).sql;
}

describe('VM-04 what a search starts from', () => {
	test.each<[string, FrozenCondition, boolean]>([
		['with messages', opened, true],
		['with messages, among other things that must hold', group('all', spain, group('all', opened, noneOfFive)), true],
		['without messages', noneOfFive, false],
		['a field', spain, false],
		['one of several', group('any', opened, spain), false],
		['none of several', group('none', opened), false],
	])('%s', (_name, condition, starts) => expect(startsFromRelated('contact', condition)).toBe(starts));

	test('where it starts from few, others\' absence is looked up for each; else it is gathered once', () => {
		expect(compiled(sqliteDialect, group('all', opened, noneOfFive))).toMatch(/ IN \(SELECT .* NOT \(EXISTS \(SELECT 1 FROM "message"/s);
		expect(compiled(sqliteDialect, group('all', spain, noneOfFive))).not.toContain('EXISTS');
		expect(compiled(sqliteDialect, group('all', opened, group('none', { ...noneOfFive, negate: false })))).toMatch(/NOT \(EXISTS/);
		expect(compiled(postgresDialect, group('all', spain, noneOfFive))).toContain('EXISTS');
	});

	test('the narrow index serves where it holds all that is compared', () => {
		const index = (condition: FrozenCondition) => {
			const columns = columnsRead('contact', condition);
			return columns && searchedIndexOf('contact', columns);
		};
		expect(index(group('all', opened, spain, { type: 'mayBeEmailed' }))).toMatch(/^contact_by_id_country_f_/);
		expect(index(group('all', opened, { type: 'field', field: 'name', operator: 'contains', value: 'ana' }))).toBeNull();
		expect(index(group('all', opened, { type: 'field', field: 'custom.size', operator: 'is', value: 'L' }))).toBeNull();
		expect(searchedIndexOf('message', new Set())).toBeNull();
	});
});
