import { parseBoolean } from '../../../../engine/records/import/parseBoolean';

describe('yes or no', () => {
	test.each(['1', 'true', 'TRUE', 'Yes', 'y', ' x ', 'si', 'Sí', 'sì', 'SI\u0300', 's', 'vero', 'Verdadero', 'on', '✓'])('%j is yes', (text) => {
		expect(parseBoolean(text)).toEqual({ ok: true, value: true });
	});

	test.each(['0', 'false', 'No', 'N', 'falso', 'FALSE', 'off'])('%j is no', (text) => {
		expect(parseBoolean(text)).toEqual({ ok: true, value: false });
	});

	test('is none when blank', () => {
		expect(parseBoolean(' ')).toEqual({ ok: true, value: null });
	});

	test.each(['2', 'maybe', 'yes please', '-', 'null'])('%j is refused', (text) => {
		expect(parseBoolean(text)).toMatchObject({ ok: false, reason: expect.stringContaining('neither yes nor no') });
	});
});
