import type { NamedRecord } from '../../engine/records/searchNames';
import { fold } from '../../engine/store/fold';

/** Names for a drop-down: where several have one, their ids tell them apart. */
export function namedApart(records: readonly NamedRecord[]): { readonly id: number; readonly name: string }[] {
	const times = new Map<string, number>();
	for (const { name } of records) if (name !== null) times.set(fold(name), (times.get(fold(name)) ?? 0) + 1);
	return records.map(({ id, name }) => {
		if (name === null) return { id, name: `#${id}` };
		return { id, name: (times.get(fold(name)) ?? 0) > 1 ? `${name} (#${id})` : name };
	});
}
