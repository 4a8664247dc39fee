import type { NamedRecord } from '../../engine/records/searchNames';

/** What a record is called in a drop-down. Whoever is not active can be chosen, to take things away from, and is told apart. */
export function offeredName({ id, name, active }: NamedRecord): string {
	return `${name ?? `#${id}`}${active ? '' : ' (not active)'}`;
}
