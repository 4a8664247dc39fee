/** A form's body: parsed by the server, or as its bytes. */
export interface FormBody {
	readonly contentType: string | null;
	readonly body: unknown;
	readonly rawBody: Buffer | null;
}

/** More than this is no form of ours, nor any mail service's. */
const MAX_FORM = 64 * 1024;

/**
 * A posted form's text fields, names in lower case, of a repeated one the first; empty where there is no body or
 * nobody can read it. Takes what n8n parsed (multipart comes as {data, files}), and what it left alone.
 */
export function formFields(form: FormBody): ReadonlyMap<string, string> {
	const parsed = parsedFields(form.body);
	if (parsed.size > 0) return parsed;
	if (form.rawBody === null || form.rawBody.length === 0 || form.rawBody.length > MAX_FORM) return new Map();
	const text = form.rawBody.toString('utf8');
	const boundary = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(form.contentType ?? '');
	const marker = boundary?.[1] ?? boundary?.[2];
	return marker === undefined ? urlencodedFields(text) : multipartFields(text, marker);
}

function parsedFields(body: unknown): ReadonlyMap<string, string> {
	if (typeof body === 'string') return urlencodedFields(body);
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return new Map();
	const entries = Object.entries(body);
	const isMultipart = 'data' in body && 'files' in body;
	if (isMultipart) return parsedFields(body.data);
	return firstOfEach(entries.flatMap(([name, value]: readonly [string, unknown]) => {
		const first: unknown = Array.isArray(value) ? value[0] : value;
		return typeof first === 'string' ? [[name, first] as const] : [];
	}));
}

/** Text that isn't one name=value or several has no fields. */
function urlencodedFields(text: string): ReadonlyMap<string, string> {
	const trimmed = text.trim();
	if (!/^[^\s=&{}<>]+=[^\s&]*(&[^\s&]*)*$/.test(trimmed)) return new Map();
	return firstOfEach([...new URLSearchParams(trimmed)]);
}

function multipartFields(text: string, boundary: string): ReadonlyMap<string, string> {
	const fields: [string, string][] = [];
	for (const part of text.split(`--${boundary}`).slice(1)) {
		const [, head, content] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(part) ?? [];
		const name = /^content-disposition:[^\r\n]*;\s*name=(?:"([^"]*)"|([^\s;]+))/im.exec(head ?? '');
		if (name && content !== undefined) fields.push([name[1] ?? name[2] ?? '', content]);
	}
	return firstOfEach(fields);
}

function firstOfEach(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
	const fields = new Map<string, string>();
	for (const [name, value] of pairs) {
		const key = name.trim().toLowerCase();
		if (key !== '' && !fields.has(key)) fields.set(key, value.trim());
	}
	return fields;
}
