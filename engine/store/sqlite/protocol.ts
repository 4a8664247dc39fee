import type { ErrorMessage } from '../storeErrors';

/** What a worker is started with. */
export interface WorkerSettings {
	readonly file: string;
	readonly mode: 'read' | 'write';
}

export interface WorkerRequest {
	readonly id: number;
	readonly module: string;
	readonly name: string;
	readonly input: unknown;
}

export type WorkerReply =
	| { readonly kind: 'ready' }
	| { readonly kind: 'failed'; readonly error: ErrorMessage }
	| { readonly kind: 'done'; readonly id: number; readonly result: unknown; readonly milliseconds: number }
	| { readonly kind: 'error'; readonly id: number; readonly error: ErrorMessage };
