import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

/** The operation that a node is set to. @throws NodeOperationError where there is none of that name */
export function chosenOperation<Operation>(context: IExecuteFunctions, operations: Readonly<Record<string, Operation>>): Operation {
	const name = String(context.getNodeParameter('operation', 0));
	const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
	if (operation === undefined) throw new NodeOperationError(context.getNode(), `There is no operation "${name}".`, { description: 'Choose one from the list.' });
	return operation;
}
