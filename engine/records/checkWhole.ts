import { EngineError } from '../EngineError';

/** The number, if it is a whole one and not below `least`. @throws EngineError naming `what` otherwise */
export function checkWhole(value: number, what: string, least: number): number {
	if (Number.isSafeInteger(value) && value >= least) return value;
	throw new EngineError('invalid-input', `${what} is ${value}.`, `Give a whole number from ${least} up.`);
}
