import type { IExecuteFunctions } from 'n8n-workflow';

import { brevoEraser } from '../../../connectors/brevo/suppressions/brevoEraser';
import { brevoSuppressions } from '../../../connectors/brevo/suppressions/brevoSuppressions';
import { sendGridEraser } from '../../../connectors/sendgrid/sendGridEraser';
import { sendGridSuppressions } from '../../../connectors/sendgrid/sendGridSuppressions';
import type { PersonEraser } from '../../../engine/consent/PersonEraser';
import type { SuppressionService } from '../../../engine/consent/services/SuppressionService';
import { EngineError } from '../../../engine/EngineError';
import { BREVO_CREDENTIAL, brevoApi, hasCredential, SENDGRID_CREDENTIAL, sendGridApi } from '../../shared/services';

/** Services whose suppressions are kept in step with the ledger. */
export type SyncedService = 'brevo' | 'sendgrid';

/** @throws EngineError where its credential isn't chosen */
export async function openSuppressions(context: IExecuteFunctions, service: SyncedService, blockedSenders: readonly string[]): Promise<SuppressionService> {
	switch (service) {
		case 'brevo':
			requireCredential(context, BREVO_CREDENTIAL, 'Brevo');
			return brevoSuppressions(await brevoApi(context), blockedSenders);
		case 'sendgrid':
			requireCredential(context, SENDGRID_CREDENTIAL, 'SendGrid');
			return sendGridSuppressions((await sendGridApi(context)).api);
	}
}

/** Services that are to forget a person too: those whose credential is chosen. */
export async function openErasers(context: IExecuteFunctions): Promise<readonly PersonEraser[]> {
	const erasers: PersonEraser[] = [];
	if (hasCredential(context, SENDGRID_CREDENTIAL)) erasers.push(sendGridEraser((await sendGridApi(context)).api));
	if (hasCredential(context, BREVO_CREDENTIAL)) erasers.push(brevoEraser(await brevoApi(context)));
	return erasers;
}

function requireCredential(context: IExecuteFunctions, name: string, service: string): void {
	if (hasCredential(context, name)) return;
	throw new EngineError('invalid-input', `No ${service} credential is chosen.`, `Choose one in this node under Credential for ${service}, or another Service.`);
}
