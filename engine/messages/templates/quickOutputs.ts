import { type Template, TypeGuards } from 'liquidjs';
import { MERGE_GROUPS } from '../mergeFields';

/** `group.field`, nothing more: no filter, no operator, nothing that Liquid works out (size, first, last). */
const PLAIN_FIELD = /^\s*([a-z]+)((?:\.[A-Za-z_]\w*)+)\s*$/;
const WORKED_OUT: ReadonlySet<string> = new Set(['size', 'first', 'last']);

/**
 * The same template, faster: most of it is fixed text and plain fields, and liquidjs takes each through
 * several generators. Only what stands outside of tags is replaced, where no loop variable can be in the way.
 * @param write how a value is written: escaped or not
 */
export function withQuickOutputs(templates: readonly Template[], write: (value: unknown) => string): Template[] {
	return templates.map((template) => {
		const { token } = template;
		if (TypeGuards.isHTMLToken(token)) {
			const text = token.getContent();
			return { token, render: () => text };
		}
		const path = TypeGuards.isOutputToken(token) ? plainField(token.content) : null;
		if (path === null) return template;
		return {
			token,
			render: (context, emitter): unknown => {
				const value = read(context.environments, path);
				// What is no plain value (a list, say) is left to Liquid.
				return value === null || typeof value !== 'object' ? write(value) : template.render(context, emitter);
			},
		};
	});
}

function plainField(content: string): readonly string[] | null {
	const [, group, rest] = PLAIN_FIELD.exec(content) ?? [];
	if (group === undefined || rest === undefined || !MERGE_GROUPS.some((name) => name === group)) return null;
	const names = rest.slice(1).split('.');
	return names.some((name) => WORKED_OUT.has(name)) ? null : [group, ...names];
}

function read(from: unknown, path: readonly string[]): unknown {
	let value = from;
	for (const name of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
		value = Reflect.get(value, name);
	}
	return typeof value === 'function' ? undefined : value;
}
