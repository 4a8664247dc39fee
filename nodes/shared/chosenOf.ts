import { EngineError } from '../../engine/EngineError';
import { textOf } from './parameters';

/**
 * Which of the known values a list of choices holds, in the order of the known ones.
 * @param label the parameter's name on the panel
 * @throws EngineError for an empty list, and for what is not known
 */
export function chosenOf<Value extends string>(value: unknown, label: string, known: readonly Value[]): Value[] {
	const given: unknown[] = Array.isArray(value) ? value : [value];
	const wayOut = `Choose from the list: ${known.join(', ')}.`;
	if (given.length === 0) throw new EngineError('invalid-input', `${label} is empty.`, wayOut);
	for (const one of given) {
		if (!known.some((name) => name === one)) throw new EngineError('invalid-input', `${label}: there is no "${textOf(one) ?? ''}".`, wayOut);
	}
	return known.filter((name) => given.includes(name));
}
