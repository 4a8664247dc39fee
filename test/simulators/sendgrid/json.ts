/** An object of unknown content. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An error as SendGrid words it. */
export interface ApiError {
	readonly message: string;
	readonly field: string | null;
	readonly help?: string;
}

/** An answer before it goes out. */
export interface Answer {
	readonly status: number;
	/** Undefined: an empty body. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(status: number, ...errors: ApiError[]): Answer {
	return { status, body: { errors } };
}
