import * as fc from 'fast-check';

import { EngineError } from '../../../../engine/EngineError';
import { Catalogue } from '../../../../engine/records/catalogue/Catalogue';
import { mapHeaders, type GivenMapping } from '../../../../engine/records/import/mapHeaders';
import type { Kind } from '../../../../engine/records/kinds';

const catalogue = new Catalogue([{ kind: 'contact', name: 'shirt_size', label: 'Shirt Size', type: 'text', options: [] }]);

function mapped(kind: Kind, headers: readonly string[], given: GivenMapping = {}): Record<string, string> {
	const { columns } = mapHeaders(catalogue, kind, headers, given);
	return Object.fromEntries(columns.map((column) => [column.header, column.by === 'externalId' ? `${column.field} by external id` : column.field]));
}

describe('mapping headers to fields', () => {
	test('the customers of Chinook are mapped without being told', () => {
		const headers = 'CustomerId,FirstName,LastName,Company,Address,City,State,Country,PostalCode,Phone,Fax,Email,SupportRepId'.split(',');
		expect(mapped('contact', headers)).toEqual({
			CustomerId: 'external_id',
			FirstName: 'first_name',
			LastName: 'last_name',
			Company: 'account_id',
			Address: 'street',
			City: 'city',
			State: 'region',
			Country: 'country',
			PostalCode: 'postal_code',
			Phone: 'phone',
			Fax: 'fax',
			Email: 'email',
			SupportRepId: 'assigned_user_id by external id',
		});
	});

	test('the employees of Chinook are mapped to users, and what users don\'t have is named', () => {
		const headers = 'EmployeeId,LastName,FirstName,Title,ReportsTo,BirthDate,HireDate,Address,Email'.split(',');
		expect(mapped('user', headers)).toEqual({
			EmployeeId: 'external_id',
			LastName: 'last_name',
			FirstName: 'first_name',
			Title: 'title',
			Email: 'email',
		});
		expect(mapHeaders(catalogue, 'user', headers).unmapped).toEqual(['ReportsTo', 'BirthDate', 'HireDate', 'Address']);
	});

	test('exports in Spanish and Italian are mapped, accents and capitals or not', () => {
		expect(mapped('contact', ['NOMBRE', 'Apellidos', 'Correo electrónico', 'Teléfono', 'Móvil', 'Código Postal', 'Población', 'Empresa'])).toEqual({
			NOMBRE: 'first_name',
			Apellidos: 'last_name',
			'Correo electrónico': 'email',
			Teléfono: 'phone',
			Móvil: 'mobile',
			'Código Postal': 'postal_code',
			Población: 'city',
			Empresa: 'account_id',
		});
		expect(mapped('lead', ['Nome', 'Cognome', 'Società', 'Indirizzo e-mail', 'Non inviare email'])).toEqual({
			Nome: 'first_name',
			Cognome: 'last_name',
			Società: 'company',
			'Indirizzo e-mail': 'email',
			'Non inviare email': 'do_not_email',
		});
	});

	test('a field of one\'s own is found by name and label', () => {
		expect(mapped('contact', ['shirt size', 'name'])).toEqual({ 'shirt size': 'custom.shirt_size', name: 'name' });
	});

	test('words that merely end in "id" are no ids', () => {
		expect(mapHeaders(catalogue, 'contact', ['Name', 'Paid', 'Android']).unmapped).toEqual(['Paid', 'Android']);
	});

	test('each field is filled by the first column that fits, exact names before other words', () => {
		expect(mapped('contact', ['Mail', 'Email'])).toEqual({ Email: 'email' });
		expect(mapHeaders(catalogue, 'contact', ['City', 'Town']).unmapped).toEqual(['Town']);
	});

	test('what is given comes first, and null leaves a column out', () => {
		expect(mapped('contact', ['A', 'Email', 'Rep', 'Phone'], { A: 'city', Email: null, rep: { field: 'assigned_user_id', by: 'externalId' } })).toEqual({
			A: 'city',
			Rep: 'assigned_user_id by external id',
			Phone: 'phone',
		});
	});

	test('a given header or field that doesn\'t exist, a field given twice, a file of something else are clear errors', () => {
		const map = (headers: string[], given: GivenMapping) => () => mapHeaders(catalogue, 'contact', headers, given);
		expect(map(['A'], { B: 'city' })).toThrow('The file has no column "B".');
		expect(map(['A'], { A: 'town' })).toThrow('Contacts have no field "town".');
		expect(map(['A'], { A: 'created_at' })).toThrow('can\'t be imported');
		expect(map(['A', 'B'], { A: 'city', B: 'city' })).toThrow('Two columns are mapped to the field "city"');
		expect(map(['foo', 'bar'], {})).toThrow('None of the columns "foo", "bar" is a field of contacts.');
	});

	test('whatever the headers, every column is mapped once or named as unmapped, and every field filled once', () => {
		const known = catalogue.kind('contact').fields.flatMap((field) => [field.name, field.label, ...field.headers]);
		const header = fc.oneof(fc.constantFrom(...known), fc.string(), fc.constantFrom('CustomerId', 'Rep Id', 'ID'));
		fc.assert(
			fc.property(fc.uniqueArray(header, { maxLength: 30, selector: (text) => text.trim().toLowerCase() }), (headers) => {
				try {
					const { columns, unmapped } = mapHeaders(catalogue, 'contact', headers);
					expect([...columns.map((column) => column.header), ...unmapped].sort()).toEqual([...headers].sort());
					expect(new Set(columns.map((column) => column.field)).size).toBe(columns.length);
				} catch (error) {
					expect(error).toBeInstanceOf(EngineError);
				}
			}),
		);
	});
});
