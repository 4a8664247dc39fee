import { EngineError, type EngineErrorCode } from '../EngineError';

/** An error as it crosses a thread. */
export interface ErrorMessage {
	readonly message: string;
	readonly stack: string | undefined;
	readonly engine: { readonly code: EngineErrorCode; readonly wayOut: string } | null;
}

const SQLITE_FAILURES: Readonly<Record<number, { code: EngineErrorCode; says: string; wayOut: string }>> = {
	5: {
		code: 'unavailable',
		says: 'is being written by another process and did not become free in time',
		wayOut: 'Try again. If it stays so, look for another n8n process that uses the same file.',
	},
	8: {
		code: 'store-readonly',
		says: 'can\'t be written',
		wayOut: 'Give the user that runs n8n write access to the file and to its folder.',
	},
	10: {
		code: 'store-broken',
		says: 'could not be read or written by the operating system',
		wayOut: 'Check the disk, and that the file is on a local one, then try again.',
	},
	11: {
		code: 'store-broken',
		says: 'is damaged',
		wayOut: 'Put back the latest backup of the file. Nothing was changed in the damaged one.',
	},
	13: {
		code: 'store-full',
		says: 'can\'t grow: the disk is full',
		wayOut: 'Free some room and run this again: what was already stored is unharmed, the rest is taken up.',
	},
	14: {
		code: 'store-location',
		says: 'can\'t be opened',
		wayOut: 'Check that its folder exists and that the user that runs n8n may write there.',
	},
	26: {
		code: 'store-broken',
		says: 'is not a CRM store',
		wayOut: 'Name another file, or put back a backup. The file was left as it is.',
	},
};

function sqliteCode(error: unknown): number | null {
	if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
	return typeof error.errcode === 'number' ? error.errcode & 0xff : null;
}

/** Turns what SQLite throws into words for people; other errors stay what they are. */
export function explainSqliteError(error: unknown, location: string): Error {
	const failure = SQLITE_FAILURES[sqliteCode(error) ?? 0];
	if (failure) return new EngineError(failure.code, `The store ${location} ${failure.says}.`, failure.wayOut);
	return error instanceof Error ? error : new Error(String(error));
}

/** Ready to be posted to another thread. */
export function errorToMessage(error: Error): ErrorMessage {
	return {
		message: error.message,
		stack: error.stack,
		engine: error instanceof EngineError ? { code: error.code, wayOut: error.wayOut } : null,
	};
}

/** The error again, on the other side. */
export function errorFromMessage(message: ErrorMessage): Error {
	if (message.engine) return new EngineError(message.engine.code, message.message, message.engine.wayOut);
	const error = new Error(message.message);
	error.stack = message.stack;
	return error;
}
