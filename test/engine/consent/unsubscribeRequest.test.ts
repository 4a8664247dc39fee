import { parse } from 'node:querystring';

import { readUnsubscribeRequest, type UnsubscribeHttpRequest } from '../../../engine/consent/unsubscribeRequest';

const nothing: UnsubscribeHttpRequest = { method: 'POST', contentType: null, body: {}, rawBody: null };
const post = (contentType: string, text: string, body: unknown = undefined) =>
	readUnsubscribeRequest({ method: 'POST', contentType, body, rawBody: Buffer.from(text) });

function multipart(fields: Readonly<Record<string, string>>, boundary = '----ab12', newline = '\r\n'): string {
	const parts = Object.entries(fields).map(([name, value]) => `--${boundary}${newline}Content-Disposition: form-data; name="${name}"${newline}${newline}${value}${newline}`);
	return `${parts.join('')}--${boundary}--${newline}`;
}

describe('VM-20 requests to an unsubscribe link', () => {
	test.each(['GET', 'HEAD', 'OPTIONS', 'get'])('%s only shows, whatever it carries', (method) => {
		const body = { 'List-Unsubscribe': 'One-Click', confirm: '1' };
		expect(readUnsubscribeRequest({ method, contentType: 'application/x-www-form-urlencoded', body, rawBody: Buffer.from('List-Unsubscribe=One-Click&confirm=1') })).toEqual({ kind: 'show' });
	});

	test.each(['PUT', 'DELETE', 'PATCH', ''])('"%s" is not allowed', (method) => {
		expect(readUnsubscribeRequest({ ...nothing, method, body: { confirm: '1' } })).toEqual({ kind: 'not allowed' });
	});

	test.each<readonly [string, UnsubscribeHttpRequest]>([
		['urlencoded, as n8n parsed it', { ...nothing, contentType: 'application/x-www-form-urlencoded', body: { ...parse('List-Unsubscribe=One-Click') } }],
		['urlencoded, as bytes', { ...nothing, contentType: 'application/x-www-form-urlencoded', rawBody: Buffer.from('List-Unsubscribe=One-Click') }],
		['in other capitals', { ...nothing, body: { 'list-unsubscribe': 'one-click' } }],
		['multipart, as n8n parsed it', { ...nothing, contentType: 'multipart/form-data; boundary=x', body: { data: { 'List-Unsubscribe': 'One-Click' }, files: {} } }],
		['multipart, as bytes', { ...nothing, contentType: 'multipart/form-data; boundary=----ab12', rawBody: Buffer.from(multipart({ 'List-Unsubscribe': 'One-Click' })) }],
		['multipart with a quoted boundary and bare line feeds', { ...nothing, contentType: 'Multipart/Form-Data; charset=utf-8; boundary="a b"', rawBody: Buffer.from(multipart({ 'List-Unsubscribe': 'One-Click' }, 'a b', '\n')) }],
		['multipart without a boundary', { ...nothing, contentType: 'multipart/form-data', rawBody: Buffer.from(multipart({ 'List-Unsubscribe': 'One-Click' })) }],
		['multipart cut off', { ...nothing, contentType: 'multipart/form-data; boundary=----ab12', rawBody: Buffer.from('------ab12\r\nContent-Dispo') }],
		['multipart without parts', { ...nothing, contentType: 'multipart/form-data; boundary=x', body: { data: {}, files: {} } }],
		['no body', nothing],
		['no body at all', { ...nothing, body: undefined }],
		['an empty body', { ...nothing, rawBody: Buffer.alloc(0), body: '' }],
		['plain text', { ...nothing, contentType: 'text/plain', body: 'List-Unsubscribe=One-Click' }],
		['text that is no form', { ...nothing, contentType: 'text/plain', body: 'unsubscribe me' }],
		['text that is no form, parsed as one', { ...nothing, contentType: 'application/x-www-form-urlencoded', body: { ...parse('List-Unsubscribe: One-Click') } }],
		['broken JSON', { ...nothing, contentType: 'application/json', rawBody: Buffer.from('{"List-Unsub') }],
		['bytes', { ...nothing, contentType: 'application/octet-stream', rawBody: Buffer.from([0xff, 0xfe, 0, 1, 0x80]) }],
		['JSON', { ...nothing, contentType: 'application/json', body: { 'List-Unsubscribe': 'One-Click' } }],
		['a list', { ...nothing, contentType: 'application/json', body: ['x'] }],
		['one-click with more', { ...nothing, body: { 'List-Unsubscribe': 'One-Click', confirm: '1', scope: 'campaign' } }],
	])('one-click: %s', (_name, request) => {
		expect(readUnsubscribeRequest(request)).toEqual({ kind: 'one-click' });
	});

	test('the form says how far it goes; all email where it doesn\'t', () => {
		const all = { kind: 'confirmed', scope: 'all' };
		const campaign = { kind: 'confirmed', scope: 'campaign' };
		expect(post('application/x-www-form-urlencoded', 'confirm=1&scope=all')).toEqual(all);
		expect(post('application/x-www-form-urlencoded', 'scope=campaign&confirm=1')).toEqual(campaign);
		expect(post('application/x-www-form-urlencoded', 'confirm=1')).toEqual(all);
		expect(post('application/x-www-form-urlencoded', 'confirm=1&scope=everything')).toEqual(all);
		expect(post('application/x-www-form-urlencoded', '', { confirm: '1', scope: ['campaign', 'all'] })).toEqual(campaign);
		expect(post('application/x-www-form-urlencoded', 'confirm=1&scope=campaign&scope=all')).toEqual(campaign);
		expect(post('multipart/form-data; boundary=----ab12', multipart({ scope: 'campaign', confirm: '1' }))).toEqual(campaign);
		expect(readUnsubscribeRequest({ ...nothing, body: { data: { confirm: '1', scope: 'campaign' }, files: {} } })).toEqual(campaign);
	});

	test.each(['a=b', 'confirm=0&scope=all', 'scope=all', 'confirm=true'])('a form that says neither only shows: %s', (text) => {
		expect(post('application/x-www-form-urlencoded', text)).toEqual({ kind: 'show' });
	});

	test('an endless or a nasty body is read at once', () => {
		const began = performance.now();
		expect(post('text/plain', 'a='.repeat(5_000_000))).toEqual({ kind: 'one-click' });
		expect(post('text/plain', `a=${'&&b='.repeat(15_000)} `)).toMatchObject({ kind: expect.any(String) });
		expect(post('multipart/form-data; boundary=x', '--x\r\n'.repeat(12_000))).toEqual({ kind: 'one-click' });
		expect(performance.now() - began).toBeLessThan(2_000);
	});
});
