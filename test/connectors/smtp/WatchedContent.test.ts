import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { WatchedContent } from '../../../connectors/smtp/ObservedPool';

describe('The content of a mail', () => {
	test('has not begun until somebody reads from it', async () => {
		const content = new WatchedContent();
		expect(content.begun()).toBe(false);
		const stream = content.give(Readable.from(['mail']));
		expect(content.begun()).toBe(false);
		await text(stream);
		expect(content.begun()).toBe(true);
	});

	test('is given to another connection as long as the first has not read', async () => {
		const content = new WatchedContent();
		content.give(Readable.from(['mail']));
		expect(await text(content.give(Readable.from(['mail'])))).toBe('mail');
	});

	test('is never given out again once it was read, not even in part', async () => {
		const content = new WatchedContent();
		const first = content.give(Readable.from(['some', 'more']));
		await new Promise((resolve) => first.once('data', resolve));
		first.pause();
		const again = content.give(Readable.from(['some', 'more']));
		await expect(text(again)).rejects.toThrow('not sent again');
		expect(content.begun()).toBe(true);
	});
});
