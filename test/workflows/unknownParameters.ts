import type { INode, INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

type Values = Readonly<Record<string, unknown>>;

/** What of a node's parameters its description doesn't know, or doesn't show with these settings: each by its path. */
export function unknownParameters(node: INode, description: INodeTypeDescription): string[] {
	const withDefaults = NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
	const shown = description.properties.filter((property) => NodeHelpers.displayParameterPath(withDefaults, property, '', node, description));
	return problemsOf(node.parameters, shown, node.name);
}

function problemsOf(values: Values, properties: readonly INodeProperties[], path: string): string[] {
	return Object.entries(values).flatMap(([name, value]) => {
		const matching = properties.filter((property) => property.name === name);
		if (matching.length === 0) return [`${path}.${name} is no parameter`];
		const problems = matching.map((property) => valueProblems(value, property, `${path}.${name}`));
		// Several properties of one name: one of them has to take the value.
		return problems.find((found) => found.length === 0) ?? problems[0] ?? [];
	});
}

function valueProblems(value: unknown, property: INodeProperties, path: string): string[] {
	switch (property.type) {
		case 'options':
			return offered(value, property.options ?? [], property.typeOptions?.loadOptionsMethod !== undefined) ? [] : [`${path} has no option "${String(value)}"`];
		case 'collection':
			return isObject(value) ? problemsOf(value, propertiesIn(property.options ?? []), path) : [`${path} is no collection`];
		case 'fixedCollection':
			return isObject(value) ? collectionProblems(value, property, path) : [`${path} is no collection`];
		case 'resourceLocator':
			return isObject(value) && value['__rl'] === true && property.modes?.some((mode) => mode.name === value['mode']) ? [] : [`${path} is no resource locator of its modes`];
		case 'boolean':
			return typeof value === 'boolean' || isExpression(value) ? [] : [`${path} is neither true nor false`];
		case 'number':
			return typeof value === 'number' || isExpression(value) ? [] : [`${path} is no number`];
		default:
			return [];
	}
}

function collectionProblems(value: Values, property: INodeProperties, path: string): string[] {
	return Object.entries(value).flatMap(([name, given]) => {
		const collection = (property.options ?? []).filter(isCollection).find((one) => one.name === name);
		if (!collection) return [`${path}.${name} is no collection`];
		const rows: unknown[] = Array.isArray(given) ? given : [given];
		return rows.flatMap((row, index) => (isObject(row) ? problemsOf(row, collection.values, `${path}.${name}[${index}]`) : [`${path}.${name}[${index}] is no row`]));
	});
}

function offered(value: unknown, options: readonly (INodePropertyOptions | INodeProperties | INodePropertyCollection)[], loaded: boolean): boolean {
	return loaded || isExpression(value) || options.some((option) => 'value' in option && option.value === value);
}

function propertiesIn(options: readonly (INodePropertyOptions | INodeProperties | INodePropertyCollection)[]): INodeProperties[] {
	return options.filter((option): option is INodeProperties => 'type' in option);
}

function isCollection(option: INodePropertyOptions | INodeProperties | INodePropertyCollection): option is INodePropertyCollection {
	return 'values' in option;
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

function isObject(value: unknown): value is Values {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
