import { rehearseWrite, type ForeseenWrite, type WriteAsked } from '../../../../engine/records/rehearseWrite';
import { outcome, type OperationCall, type OperationOutcome } from '../../../shared/NodeOperation';

/** The dry run of an operation that writes one record: what it would be, field by field. Each item is looked at by itself. */
export async function rehearse({ store }: OperationCall, asked: WriteAsked): Promise<OperationOutcome> {
	const { changes, ...foreseen } = await store.run(rehearseWrite, asked);
	return outcome([{ kind: asked.kind, ...foreseen, changes: changes.map((change) => ({ ...change })), dryRun: true }], WOULD[foreseen.outcome]);
}

const WOULD: Readonly<Record<ForeseenWrite['outcome'], string>> = {
	created: 'would be created',
	unchanged: 'would stay as they are',
	updated: 'would be updated',
};
