import type { HttpResult } from '../http/HttpResult';
import { isObject, parseJson, textAt } from '../http/json';

/** A refusal in Brevo's words. */
export interface BrevoRefusal {
	readonly status: number;
	/** Such as invalid_parameter; '' where the answer has none (a proxy's page). */
	readonly code: string;
	readonly message: string;
}

/** Every call of the API comes down to one of these. */
export type BrevoAnswer =
	/** 2xx. `body` is undefined where there is none, or none that is JSON. */
	| { readonly kind: 'ok'; readonly status: number; readonly body: unknown }
	| ({ readonly kind: 'refused' } & BrevoRefusal)
	| Exclude<HttpResult, { kind: 'answered' }>;

/** Reads what came back. `clean` takes secrets out of what the service says. Pure. */
export function readAnswer(result: HttpResult, clean: (words: string) => string): BrevoAnswer {
	switch (result.kind) {
		case 'answered': {
			const body = parseJson(result.body);
			if (result.status >= 200 && result.status < 300) return { kind: 'ok', status: result.status, body };
			const told = isObject(body) ? body : {};
			return { kind: 'refused', status: result.status, code: clean(textAt(told, 'code') ?? ''), message: clean(textAt(told, 'message') ?? '') };
		}
		case 'unreachable':
		case 'lost':
		case 'limited':
			return result;
	}
}

/** A refusal in one line, as it is stored with a mail. */
export function refusalWords(refusal: BrevoRefusal): string {
	return [refusal.status, refusal.code, refusal.message].filter((part) => part !== '').join(' ');
}
