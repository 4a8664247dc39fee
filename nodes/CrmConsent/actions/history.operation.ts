import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { consentHistory, type HistoryLine } from '../../../engine/consent/consentHistory';
import { forgottenWords } from '../../../engine/consent/forgotten';
import { limitProperties } from '../../shared/limitProperties';
import { outcome, type OperationCall, type OperationOutcome } from '../../shared/NodeOperation';
import { numberOf } from '../../shared/parameters';
import { readPerson, shownInstant, shownRecord } from './subject';

export const description: INodeProperties[] = limitProperties({ operation: ['history'] });

/** The ledger's lines about a person, newest first. */
export async function run({ context, store, index }: OperationCall): Promise<OperationOutcome> {
	const all = context.getNodeParameter('returnAll', index, false) === true;
	const limit = all ? null : (numberOf(context.getNodeParameter('limit', index, 50), 'Limit', { least: 1 }) ?? 50);
	const history = await store.run(consentHistory, { asked: readPerson(context, index), limit });
	const hint = (message: string) => context.addExecutionHints({ message, location: 'outputPane' });
	if (history.forgottenSince !== null) hint(forgottenWords(history.forgottenSince));
	else if (history.total === 0) hint(`Item ${index}: nobody ever said anything about being emailed.`);
	if (history.lines.length < history.total) hint(`${history.lines.length} of ${history.total} lines: raise Limit, or tick Return All.`);
	return outcome(history.lines.map(lineJson));
}

function lineJson(line: HistoryLine): IDataObject {
	return {
		id: line.id,
		decision: line.decision,
		stands: line.stands,
		address: line.address,
		record: shownRecord(line.record),
		scope: line.scope,
		scopeRef: line.scopeRef,
		source: line.source,
		reason: line.reason,
		proof: line.proof,
		happenedAt: shownInstant(line.happenedAt),
		recordedAt: shownInstant(line.recordedAt),
	};
}
