import type { IExecuteFunctions } from 'n8n-workflow';

import { EngineError } from '../../engine/EngineError';
import { calledByAi } from './aiTool';

/** @throws EngineError where an AI agent calls what only a person may do */
export function onlyByPerson(context: IExecuteFunctions, message: string, wayOut: string): void {
	if (calledByAi(context)) throw new EngineError('not-allowed', message, wayOut);
}
