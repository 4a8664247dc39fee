import { analyzeSync, type Template, type Variable } from 'liquidjs';
import { EngineError } from '../../EngineError';
import { MERGE_GROUPS, type MergeFields, type MergeGroup } from '../mergeFields';
import { partName, type TemplatePart } from './EmailTemplate';
import { nearestNames } from './nearestNames';

/** Stands for the link that unsubscribes a mail's recipient. */
export const UNSUBSCRIBE_URL = 'unsubscribe_url';

/** What a part of a template asks for. */
export interface UsedFields {
	readonly fields: ReadonlyArray<{ readonly group: MergeGroup; readonly name: string }>;
	readonly unsubscribeUrl: boolean;
}

type Judged =
	| { readonly kind: 'field'; readonly group: MergeGroup; readonly name: string }
	| { readonly kind: 'unsubscribe' }
	| { readonly kind: 'unknown'; readonly variable: Variable };

/**
 * The merge fields a part uses, wherever: in outputs, tags, filters' arguments.
 * @throws EngineError 'invalid-input' naming every field there isn't and the nearest there are.
 */
export function fieldsOf(part: TemplatePart, templates: Template[], known: MergeFields): UsedFields {
	const { globals, locals } = analyzeSync(templates, { partials: false });
	const taken = Object.keys(locals).find((name) => isReserved(name));
	if (taken !== undefined) {
		throw new EngineError(
			'invalid-input',
			`${capital(partName(part))} gives a value to ${taken}, which stands for merge fields.`,
			'Choose another name in assign or capture.',
		);
	}
	const judged = Object.values(globals).flat().map((variable) => judge(variable, known));
	const unknown = judged.flatMap((found) => (found.kind === 'unknown' ? [found.variable] : []));
	if (unknown.length > 0) throw unknownFields(part, unknown, known);
	return {
		fields: judged.flatMap((found) => (found.kind === 'field' ? [{ group: found.group, name: found.name }] : [])),
		unsubscribeUrl: judged.some((found) => found.kind === 'unsubscribe'),
	};
}

/** The fields of several parts as one list per group, sorted, each once. */
export function mergeUsed(parts: readonly UsedFields[]): MergeFields {
	const names = (group: MergeGroup) => [
		...new Set(parts.flatMap((part) => part.fields.filter((field) => field.group === group).map((field) => field.name))),
	].sort();
	return { recipient: names('recipient'), account: names('account'), campaign: names('campaign'), sender: names('sender') };
}

function judge(variable: Variable, known: MergeFields): Judged {
	const [root, ...path] = variable.segments;
	if (root === UNSUBSCRIBE_URL && path.length === 0) return { kind: 'unsubscribe' };
	const group = MERGE_GROUPS.find((name) => name === root);
	// A field whose name is only known while rendering cannot be checked now: not a string, so unknown.
	if (group === undefined || !path.every((segment) => typeof segment === 'string')) return { kind: 'unknown', variable };
	const name = path.join('.');
	if (known[group].includes(name)) return { kind: 'field', group, name };
	const measured = path.at(-1) === 'size' ? path.slice(0, -1).join('.') : null;
	if (measured !== null && known[group].includes(measured)) return { kind: 'field', group, name: measured };
	return { kind: 'unknown', variable };
}

function isReserved(name: string): boolean {
	return name === UNSUBSCRIBE_URL || MERGE_GROUPS.some((group) => group === name);
}

function unknownFields(part: TemplatePart, unknown: readonly Variable[], known: MergeFields): EngineError {
	const [first] = unknown;
	const names = [...new Set(unknown.map((variable) => `{{ ${variable.toString()} }}`))];
	const line = first === undefined || part === 'subject' ? '' : `, line ${first.location.row}`;
	return new EngineError(
		'invalid-input',
		`Unknown field${names.length > 1 ? 's' : ''} ${names.join(', ')} in ${partName(part)}${line}.`,
		first === undefined ? '' : suggestion(first, known),
	);
}

function suggestion(variable: Variable, known: MergeFields): string {
	const [root, ...path] = variable.segments;
	const group = MERGE_GROUPS.find((name) => name === root);
	if (group !== undefined && path.some((segment) => typeof segment !== 'string')) {
		return `Write the field's name out, as in ${example(group, known)}.`;
	}
	if (group !== undefined && path.length === 0) {
		return `${group} is a group of fields; name one of them, as in ${example(group, known)}.`;
	}
	const written = [root, ...path].join('.');
	const all = [...MERGE_GROUPS.flatMap((name) => known[name].map((field) => `${name}.${field}`)), UNSUBSCRIBE_URL];
	const inGroup = group === undefined ? [] : known[group];
	const bare = path.join('.');
	const near = [
		...new Set([
			...all.filter((name) => name.endsWith(`.${written}`) || (bare !== '' && name.endsWith(`.${bare}`))),
			...nearestNames(written, all),
			...nearestNames(bare === '' ? written : bare, inGroup).map((field) => `${group}.${field}`),
		]),
	].slice(0, 3);
	if (near.length > 0) return `Did you mean ${near.join(' or ')}?`;
	if (group !== undefined) return `Fields of ${group}: ${listed(known[group])}.`;
	return `Fields are written with their group: ${MERGE_GROUPS.map((name) => example(name, known)).join(', ')}.`;
}

function example(group: MergeGroup, known: MergeFields): string {
	return `${group}.${known[group][0] ?? 'name'}`;
}

function listed(names: readonly string[]): string {
	const most = 12;
	return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
