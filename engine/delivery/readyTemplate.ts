import { EngineError } from '../EngineError';
import type { MergeFields } from '../messages/mergeFields';
import { compileTemplate, type CompiledTemplate } from '../messages/templates/compileTemplate';
import { normaliseAddress } from '../records/emailAddress';
import type { KeptTemplate } from './readRenderingFacts';

export interface ReadyToFill {
	readonly kind: 'ready';
	readonly kept: KeptTemplate;
	readonly compiled: CompiledTemplate;
}

/** What a delivery has to let people unsubscribe. */
export interface UnsubscribeWays {
	/** False only for trying out. */
	readonly required: boolean;
	/** A page of ours is published. */
	readonly page: boolean;
	/** The mail service adds a way by itself. */
	readonly channel: boolean;
}

/** A template's words as its messages keep them, compiled with the fields there are today. */
export type ReadyTemplate =
	| ReadyToFill
	/** It could be filled in when its messages were made; since then a field it names was removed. */
	| { readonly kind: 'problem'; readonly problem: string };

export function readyTemplate(kept: KeptTemplate, fields: MergeFields): ReadyTemplate {
	try {
		return { kind: 'ready', kept, compiled: compileTemplate(kept, fields) };
	} catch (error) {
		if (error instanceof EngineError) return { kind: 'problem', problem: error.message };
		throw error;
	}
}

/** The address that a template's mails come from; null where nobody said it, or what was said is none. */
export function senderAddress(template: Pick<KeptTemplate, 'from_email'>, byDefault: string | null): string | null {
	return normaliseAddress(template.from_email ?? byDefault);
}

/** Marketing that nobody could unsubscribe from: it is not sent. */
export function lacksUnsubscribe({ kept, compiled }: ReadyToFill, ways: UnsubscribeWays): boolean {
	if (!ways.required || ways.channel || kept.transactional === 1) return false;
	return !ways.page || !compiled.hasUnsubscribeLink;
}
