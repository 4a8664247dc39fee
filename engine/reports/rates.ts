import type { Figures } from './CampaignReport';

/** A part of something, with what it is a part of. */
export interface Rate {
	readonly name: RateName;
	readonly count: number;
	readonly base: number;
	readonly baseName: RateBase;
	/** `count` ÷ `base`, 0 to 1; null where the base is 0. */
	readonly rate: number | null;
}

export type RateBase = 'sent' | 'delivered' | 'opened' | 'tasks' | 'opportunities';

export type RateName =
	| 'delivery'
	/** By people. */
	| 'open'
	| 'openWithMachines'
	/** By people. */
	| 'click'
	/** Clicked, of those seen to be opened. */
	| 'clickToOpen'
	| 'hardBounce'
	| 'softBounce'
	| 'unsubscribe'
	| 'spam'
	| 'positiveTasks'
	| 'won';

/** What is divided by what. */
const RATES: Readonly<Record<RateName, readonly [count: keyof Figures, base: RateBase]>> = {
	delivery: ['delivered', 'sent'],
	open: ['opened', 'delivered'],
	openWithMachines: ['openedWithMachines', 'delivered'],
	click: ['clicked', 'delivered'],
	clickToOpen: ['openedAndClicked', 'opened'],
	hardBounce: ['hardBounced', 'sent'],
	softBounce: ['softBounced', 'sent'],
	unsubscribe: ['unsubscribed', 'delivered'],
	spam: ['spam', 'delivered'],
	positiveTasks: ['positiveTasks', 'tasks'],
	won: ['won', 'opportunities'],
};

/** All rates of some figures, each with its base. */
export function ratesOf(figures: Figures): Rate[] {
	const rates: Rate[] = [];
	let name: RateName;
	for (name in RATES) {
		const [counted, baseName] = RATES[name];
		const count = figures[counted] ?? 0;
		const base = figures[baseName];
		rates.push({ name, count, base, baseName, rate: base === 0 ? null : count / base });
	}
	return rates;
}
