import { isObject, objectsIn, parseJson, textAt } from '../http/json';

/** One thing SendGrid says is wrong with a request. */
export interface ServiceError {
	readonly message: string;
	/** Where in the body, as `personalizations.3.to.0.email`; null: not said. */
	readonly field: string | null;
}

/** The `errors` of an answer; none where it is no answer of SendGrid's own. */
export function readServiceErrors(body: string): readonly ServiceError[] {
	const answer = parseJson(body);
	if (!isObject(answer)) return [];
	return objectsIn(answer.errors).map((error) => ({ message: textAt(error, 'message') ?? 'no reason given', field: textAt(error, 'field') }));
}

/** The errors in one line; empty where there are none. */
export function errorWords(errors: readonly ServiceError[]): string {
	return errors.map(({ message, field }) => (field === null ? message : `${message} (${field})`)).join('; ');
}
