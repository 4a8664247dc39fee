import { EngineError } from '../EngineError';
import { change, first, type Steps, type Tx } from '../store/Transaction';

/** What a setting may hold: anything JSON can. */
export type SettingValue = string | number | boolean | null | readonly SettingValue[] | { readonly [key: string]: SettingValue };

const NAME = /^[a-z][a-zA-Z0-9._-]{0,99}$/;

/** A setting of the project; null where it was never set. */
export function* readSetting(tx: Tx, name: string): Steps<SettingValue> {
	const row = yield* first(tx, tx.db.selectFrom('setting').select('value').where('name', '=', name));
	if (!row) return null;
	return settingOf(JSON.parse(row.value));
}

/** What JSON gives, as the type that says what JSON can hold. */
function settingOf(value: unknown): SettingValue {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value)) return value.map(settingOf);
	if (typeof value !== 'object' || value === null) return null;
	return Object.fromEntries(Object.entries<unknown>({ ...value }).map(([key, part]) => [key, settingOf(part)]));
}

/** Null forgets the setting. @throws EngineError for a name that none can have */
export function* writeSetting(tx: Tx, name: string, value: SettingValue): Steps<void> {
	if (!NAME.test(name)) {
		throw new EngineError('invalid-input', `"${name.slice(0, 60)}" can't be a setting's name.`, 'Use letters, digits, dots, dashes and underscores, beginning with a lower-case letter.');
	}
	if (value === null) {
		yield* change(tx, tx.db.deleteFrom('setting').where('name', '=', name));
		return;
	}
	const json = JSON.stringify(value);
	yield* change(
		tx,
		tx.db
			.insertInto('setting')
			.values({ name, value: json })
			.onConflict((conflict) => conflict.column('name').doUpdateSet({ value: json })),
	);
}
