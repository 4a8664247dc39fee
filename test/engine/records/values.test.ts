import * as fc from 'fast-check';

import { EngineError } from '../../../engine/EngineError';
import { Catalogue, type CustomField } from '../../../engine/records/catalogue/Catalogue';
import type { Kind } from '../../../engine/records/kinds';
import { joinName, splitName } from '../../../engine/records/personName';
import { parseValue } from '../../../engine/records/values';

const size: CustomField = {
	kind: 'contact',
	name: 'size',
	label: 'T-Shirt Size',
	type: 'option',
	options: [{ value: 'S', label: 'Small' }, { value: 'L', label: 'Grande' }],
};
const catalogue = new Catalogue([size]);

function parse(kind: Kind, field: string, value: unknown, timeZone = 'Europe/Madrid') {
	return parseValue(catalogue.kind(kind), catalogue.field(kind, field), value, { timeZone });
}

function refusal(kind: Kind, field: string, value: unknown): string {
	try {
		parse(kind, field, value);
	} catch (error) {
		if (error instanceof EngineError) return `${error.message} ${error.wayOut}`;
		throw error;
	}
	throw new Error(`${field} took ${String(value)}.`);
}

describe('values of fields', () => {
	test('nothing, empty text and blanks are NULL in every type of field', () => {
		for (const definition of ['contact', 'task', 'message', 'event', 'opportunity'] as const) {
			for (const field of catalogue.kind(definition).fields) {
				for (const nothing of [null, undefined, '', '  \t ']) expect(parse(definition, field.name, nothing)).toBeNull();
			}
		}
	});

	test('texts are trimmed, numbers become texts, what no store can hold is left out', () => {
		expect(parse('contact', 'city', '  Élan ')).toBe('Élan');
		expect(parse('contact', 'postal_code', 28001)).toBe('28001');
		expect(parse('contact', 'city', 'Ma\0drid \ud800')).toBe('Madrid \ufffd');
		expect(parse('contact', 'city', 'Madrid 😀')).toBe('Madrid 😀');
		expect(refusal('contact', 'city', { a: 1 })).toContain('field "city" (City)');
	});

	test('an address is kept as it was typed, also a malformed one', () => {
		expect(parse('contact', 'email', ' Ana@EXAMPLE.com ')).toBe('Ana@EXAMPLE.com');
		expect(parse('contact', 'email', 'ana at example')).toBe('ana at example');
	});

	test('an address of 1,000 characters, and a text of 100,001, are errors that name the field', () => {
		expect(refusal('contact', 'email', `${'a'.repeat(988)}@example.com`)).toMatch(/field "email" \(Email\).*1000 characters/);
		expect(refusal('contact', 'description', 'a'.repeat(100_001))).toMatch(/field "description".*at most 100000/);
		expect(refusal('contact', 'name', 'a'.repeat(501))).toMatch(/field "name".*at most 500/);
		expect(refusal('contact', 'name', '\ufdfa'.repeat(400))).toMatch(/field "name".*too long/);
	});

	test('numbers, whole or not, are checked', () => {
		expect(parse('account', 'employees', ' 42 ')).toBe(42);
		expect(parse('account', 'annual_revenue', '1250.50')).toBe(1250.5);
		for (const bad of ['12.5', 'many', Number.NaN, 2 ** 60, true]) expect(refusal('account', 'employees', bad)).toContain('no whole number');
		for (const bad of ['1,5', 'Infinity', Number.POSITIVE_INFINITY, '0x10']) expect(refusal('account', 'annual_revenue', bad)).toContain('no number');
	});

	test('booleans are true or false', () => {
		for (const yes of [true, 1, '1', 'true', 'Yes']) expect(parse('user', 'active', yes)).toBe(1);
		for (const no of [false, 0, '0', 'FALSE', 'no']) expect(parse('user', 'active', no)).toBe(0);
		expect(refusal('user', 'active', 'perhaps')).toContain('true or false');
	});

	test('a date is the day that was written, whatever time stands with it', () => {
		expect(parse('contact', 'birthday', '1980-02-29')).toBe('1980-02-29');
		expect(parse('contact', 'birthday', '1980-02-29T23:59:00-05:00')).toBe('1980-02-29');
		expect(parse('contact', 'birthday', new Date('2025-06-30T22:30:00Z'))).toBe('2025-07-01');
		for (const bad of ['1981-02-29', '29/02/1980', '2025-13-01', 5, 'today']) expect(refusal('contact', 'birthday', bad)).toContain('YYYY-MM-DD');
	});

	test('an instant is UTC milliseconds, read in the workflow\'s time zone where it has no offset', () => {
		expect(parse('task', 'due_at', '2025-07-01T10:00:00+02:00')).toBe(Date.UTC(2025, 6, 1, 8));
		expect(parse('task', 'due_at', '2025-07-01 10:00')).toBe(Date.UTC(2025, 6, 1, 8));
		expect(parse('task', 'due_at', '2025-01-01')).toBe(Date.UTC(2024, 11, 31, 23));
		expect(parse('task', 'due_at', 86_400_000)).toBe(86_400_000);
		for (const bad of ['2025-07-01T25:00:00', 'soon', 1e18, {}]) expect(refusal('task', 'due_at', bad)).toContain('no date and time');
	});

	test('an option is found by value or label, capitals or not, and an unknown one names those there are', () => {
		expect(parse('task', 'status', 'in progress')).toBe('in_progress');
		expect(parse('contact', 'custom.size', 'grande')).toBe('L');
		expect(refusal('task', 'outcome', 'maybe')).toMatch(/open, positive, negative/);
	});

	test('a reference is an id', () => {
		expect(parse('contact', 'account_id', '12')).toBe(12);
		for (const bad of [0, -1, 1.5, 'Acme']) expect(refusal('contact', 'account_id', bad)).toContain('id of');
	});

	test('no value whatever breaks out as anything but a clear error', () => {
		fc.assert(
			fc.property(fc.constantFrom(...catalogue.kind('contact').fields, ...catalogue.kind('task').fields), fc.anything(), (field, value) => {
				try {
					const parsed = parseValue(catalogue.kind('contact'), field, value);
					expect(['string', 'number', 'object']).toContain(typeof parsed);
				} catch (error) {
					expect(error).toBeInstanceOf(EngineError);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('names of persons', () => {
	test('a full name is split at its comma, else at its first blank', () => {
		expect(splitName('García López, Ana')).toEqual({ first_name: 'Ana', last_name: 'García López' });
		expect(splitName('Ana  García López')).toEqual({ first_name: 'Ana', last_name: 'García López' });
		expect(splitName('Ana')).toEqual({ first_name: null, last_name: 'Ana' });
		expect(splitName(' ')).toEqual({ first_name: null, last_name: null });
	});

	test('its parts make the full name', () => {
		expect(joinName({ first_name: 'Ana', last_name: 'García' })).toBe('Ana García');
		expect(joinName({ first_name: null, last_name: 'García' })).toBe('García');
		expect(joinName({ first_name: null, last_name: null })).toBeNull();
	});
});
