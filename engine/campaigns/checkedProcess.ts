import { sql } from 'kysely';

import { EngineError } from '../EngineError';
import { loadCatalogue } from '../records/catalogue/loadCatalogue';
import { assertProcessable } from '../selections/selectionState';
import { overrideParameters, type GeneralParameters } from '../selections/GeneralParameters';
import { readSelection } from '../selections/storedSelection';
import { all, first, type Steps, type Tx } from '../store/Transaction';
import type { BeginRunInput } from './beginRun';
import { checkChanges } from './edit/checkChanges';
import { eventTimes } from './eventTimes';
import { assignmentOf, type Assignment, type ProcessSettings } from './ProcessRun';

/** A selection that may be processed, with the parameters in force; nothing is written. */
export function* checkedProcess(tx: Tx, input: BeginRunInput): Steps<{ selectionId: number; parameters: GeneralParameters }> {
	const selection = yield* readSelection(tx, input.selectionId);
	if (!selection || selection.state === 'building') {
		throw new EngineError('not-found', `There is no finished selection ${input.selectionId}.`, 'Run the search again.');
	}
	const { state } = selection;
	const parameters = overrideParameters(selection.parameters, input.parameters);
	const campaign = yield* checkCampaign(tx, parameters.campaignId, input.settings);
	assertProcessable({ ...selection, state }, campaign?.require_confirmation === 1);
	yield* checkSettings(tx, input.settings, parameters);
	yield* checkUsers(tx, [...assignedUsers(input.settings), ...(parameters.assignedUserId === null ? [] : [parameters.assignedUserId])]);
	return { selectionId: selection.id, parameters };
}

function* checkCampaign(tx: Tx, campaignId: number | null, settings: ProcessSettings) {
	if (campaignId === null) {
		if (settings.operation !== 'messages' && settings.operation !== 'campaign_link') return null;
		throw new EngineError(
			'invalid-input',
			settings.operation === 'messages'
				? 'Messages need a campaign: it is where they are counted, and within it nobody is mailed twice.'
				: 'To link records, a campaign is needed.',
			'Choose a Campaign in this node, or among the general parameters of the search.',
		);
	}
	const campaign = yield* first(
		tx,
		tx.db.selectFrom('campaign').select(['id', 'require_confirmation']).where('id', '=', campaignId),
	);
	if (campaign) return campaign;
	throw new EngineError('not-found', `Campaign ${campaignId} does not exist, or not any more.`, 'Choose another Campaign. Nothing was created.');
}

/** What an operation can't do without. */
function* checkSettings(tx: Tx, settings: ProcessSettings, parameters: GeneralParameters): Steps<void> {
	switch (settings.operation) {
		case 'edit':
			yield* checkChanges(tx, yield* loadCatalogue(tx), settings.changes);
			return;
		case 'events':
			eventTimes(settings.length, parameters.dateAt);
			if (settings.attendance.kind === 'each' || parameters.reference !== null || parameters.campaignId !== null) return;
			throw new EngineError('invalid-input', 'One event with all as participants has no subject: no single record gives it one.', 'Fill in Reference among the general parameters.');
		case 'campaign_link':
		case 'contacts':
		case 'messages':
		case 'opportunities':
		case 'tasks':
			return;
	}
}

function assignedUsers(settings: ProcessSettings): readonly number[] {
	const assignment = assignmentOf(settings);
	return assignment === null ? [] : usersOf(assignment);
}

function usersOf(assignment: Assignment): readonly number[] {
	switch (assignment.kind) {
		case 'own':
			return [];
		case 'user':
			return [assignment.userId];
		case 'shared':
			if (assignment.userIds.length > 0) return assignment.userIds;
			throw new EngineError('invalid-input', 'Nobody was chosen to share the work out among.', 'Choose one or more salespeople.');
	}
}

function* checkUsers(tx: Tx, ids: readonly number[]): Steps<void> {
	if (ids.length === 0) return;
	const rows = yield* all(tx, sql<{ id: number }>`SELECT id FROM crm_user WHERE ${tx.dialect.inNumbers(sql.ref('id'), ids)}`);
	const known = new Set(rows.map((row) => row.id));
	const missing = ids.filter((id) => !known.has(id));
	if (missing.length === 0) return;
	throw new EngineError('not-found', `There is no user ${missing.join(', ')}.`, 'Choose another Assigned User. Nothing was created.');
}
