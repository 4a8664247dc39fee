import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';
import { fieldNames, templateOf } from './templateOf';

/** Fails for a template that can't be sent, naming what is wrong; else tells the fields that it uses (VM-03). */
export async function run(call: OperationCall): Promise<OperationOutcome> {
	const { id, name, compiled } = await templateOf(call);
	return outcome([{ templateId: id, template: name, valid: true, fieldsUsed: fieldNames(compiled.fieldsUsed), hasUnsubscribeLink: compiled.hasUnsubscribeLink }]);
}
