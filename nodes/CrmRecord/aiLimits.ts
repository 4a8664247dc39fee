import { EngineError } from '../../engine/EngineError';
import type { Kind } from '../../engine/records/kinds';
import type { RecordValues } from '../../engine/records/recordValues';
import { calledByAi } from '../shared/aiTool';
import type { NodeOperation, OperationCall } from '../shared/NodeOperation';
import { readKind } from './fields/kindProperty';

/** Operations that only read, and those that write one record. Any other, one of a later version too, is a person's. */
const READING: readonly string[] = ['customField/list', 'record/find', 'record/get', 'record/getRelated', 'savedFilter/get', 'savedFilter/list', 'template/check', 'template/preview'];
const WRITING: readonly string[] = ['record/create', 'record/update', 'record/upsert'];

/** What a person does instead, by what an agent may not. */
const BY_A_PERSON: Readonly<Record<string, string>> = {
	'customField/create': 'Have a person add the field, with CRM Record → Custom Field → Create.',
	'record/delete': 'Have a person delete the record, or let the agent update a field that marks it.',
	'record/import': 'Import in a workflow that a person starts; single records the agent can create or update.',
	'user/getTasksPages': 'Mail the links in a workflow that a person set up, without the agent: whoever has a link sees and answers that user\'s tasks.',
	'template/upsert': 'Let the agent create a new template (Record → Create, kind Template), or have a person change this one.',
};

/**
 * The operation as an AI agent may carry it out: it reads, and creates or updates single records. What it says
 * can be made up or smuggled in by whoever writes to it, so nothing that can't be taken back is in its hands: no
 * deleting, no bulk, no fields and filters of the store, no people of the house, and no words of a template that is
 * there already, since a person may have confirmed what is to be mailed by it.
 */
export function withinAiLimits(resource: string, operation: string, chosen: NodeOperation): NodeOperation {
	const name = `${resource}/${operation}`;
	return {
		...chosen,
		run: async (call) => {
			if (WRITING.includes(name)) checkKind(readKind(call.context, call.index), operation);
			else if (!READING.includes(name)) throw new EngineError('not-allowed', `An AI agent may not do this: ${resource}, ${operation}.`, BY_A_PERSON[name] ?? 'Have a person do it, or a workflow that a person starts.');
			return await chosen.run(call);
		},
	};
}

function checkKind(kind: Kind, operation: string): void {
	if (kind === 'user') throw new EngineError('not-allowed', 'An AI agent may not write users.', 'Have a person add or change the user.');
	if (kind === 'template' && operation !== 'create') {
		throw new EngineError('not-allowed', 'An AI agent may not change a template: mails that a person has seen may be made from it.', 'Let the agent create a new template (operation Create), or have a person change this one.');
	}
}

/** @throws EngineError where an AI agent would decide what a person is to decide about */
export function checkAiValues({ context }: OperationCall, kind: Kind, values: RecordValues): void {
	if (!calledByAi(context) || kind !== 'campaign' || values['require_confirmation'] === undefined) return;
	throw new EngineError('not-allowed', 'An AI agent may not decide whether a campaign requires confirmation.', 'Remove Require Confirmation from the tool, and set it by hand.');
}
