import { listValues } from '../../../engine/segments/listValues';

describe('VM-04 a list written as text', () => {
	test.each<[string, string, readonly string[]]>([
		['values between commas', 'Madrid, Rome ,Oslo', ['Madrid', 'Rome', 'Oslo']],
		['values on lines of their own', 'Madrid\r\nRome\n\nOslo', ['Madrid', 'Rome', 'Oslo']],
		['a quoted value holds its comma', '"Smith, Jones"', ['Smith, Jones']],
		['quoted among others, whatever blanks there are', 'Acme,  "Smith, Jones" , "A, B",Zen', ['Acme', 'Smith, Jones', 'A, B', 'Zen']],
		['two quotes are one', '"The ""best"", Ltd", x', ['The "best", Ltd', 'x']],
		['a quote inside a value is a character', '5" pipe, 6" pipe', ['5" pipe', '6" pipe']],
		['a quoted value over two lines', '"a\nb",c', ['a\nb', 'c']],
		['empty parts are none', ' , ,"",', []],
		['nothing', '', []],
	])('%s', (_, value, expected) => {
		expect(listValues(value)).toEqual(expected);
	});

	test.each(['"Smith, Jones', 'a, "b" c'])('quotes that don\'t match are an error that shows how: %s', (text) => {
		expect(() => listValues(text)).toThrow(`The quotes (") in this list don't match: ${text}`);
	});
});
