import type { OutgoingMail, SendOutcome } from '../../../engine/delivery/MailChannel';
import type { BrevoSettings } from '../../../connectors/brevo/BrevoSettings';
import type { BrevoRules } from '../../simulators/brevo/brevoRules';
import { API_KEY } from '../../simulators/brevo/brevoRules';
import { BrevoSimulator } from '../../simulators/brevo/BrevoSimulator';
import { mailTo } from '../smtp/mails';

const running: BrevoSimulator[] = [];

/** A simulated account, stopped by `stopAll`. */
export async function startBrevo(rules: BrevoRules = {}): Promise<BrevoSimulator> {
	const simulator = await BrevoSimulator.start(rules);
	running.push(simulator);
	return simulator;
}

export async function stopAll(): Promise<void> {
	await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
}

/** No limit worth mentioning: for tests of other things. */
export const FAST = { windows: [{ most: 1_000_000, window: 1_000 }], longestWait: 2_000 };
export const UNTHROTTLED = { limit: 1_000_000, length: 1_000 };

/** Settings for a simulator, with short pauses. */
export function settingsFor(simulator: BrevoSimulator, changes: Partial<BrevoSettings> = {}): BrevoSettings {
	return { apiKey: API_KEY, baseUrl: simulator.url, repeatPause: 0, firstPause: 5, limits: { send: FAST, blocked: FAST, statistics: FAST, contacts: FAST, other: FAST }, ...changes };
}

/** Rules without limits. */
export const NO_LIMITS: BrevoRules = { limits: { send: [UNTHROTTLED], blocked: [UNTHROTTLED], statistics: [UNTHROTTLED], contacts: [UNTHROTTLED], other: [UNTHROTTLED] } };

/** So many mails to different people. */
export function mails(count: number, prefix = 'r', changes: (n: number) => Partial<OutgoingMail> = () => ({})): OutgoingMail[] {
	return Array.from({ length: count }, (_, n) => mailTo(`${prefix}${n}`, changes(n)));
}

/** How many outcomes there are of each kind. */
export function tally(outcomes: readonly SendOutcome[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const outcome of outcomes) {
		const kind = outcome.kind === 'refused' ? `refused ${outcome.permanent ? 'for good' : 'for now'}` : outcome.kind;
		counts[kind] = (counts[kind] ?? 0) + 1;
	}
	return counts;
}
