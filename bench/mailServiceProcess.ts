import { API_KEY } from '../test/simulators/brevo/brevoRules';
import { BrevoSimulator } from '../test/simulators/brevo/BrevoSimulator';
import { startSendGrid } from '../test/simulators/sendgrid/sendGridSimulator';
import { TEST_KEY } from '../test/simulators/sendgrid/SendGridRules';
import type { MailServiceCounts, MailServiceReply, MailServiceRules } from './MailService';

interface RunningService {
	readonly url: string;
	readonly apiKey: string;
	counts(): MailServiceCounts;
	stop(): Promise<void>;
}

/** A mail service's simulator in a process of its own, so that its work is not the measured process's. */
async function main(rules: MailServiceRules): Promise<void> {
	const service = rules.service === 'sendgrid' ? await sendGrid(rules) : await brevo(rules);
	const reply = (message: MailServiceReply): void => void process.send?.(message);
	process.on('message', (told: 'counts' | 'stop') => {
		if (told === 'counts') return reply(service.counts());
		void service.stop().then(() => process.exit(0));
	});
	process.once('disconnect', () => process.exit(0));
	reply({ url: service.url, apiKey: service.apiKey });
}

async function sendGrid({ latency, limit }: MailServiceRules): Promise<RunningService> {
	const simulator = await startSendGrid({
		...(latency === 0 ? {} : { onSend: () => ({ kind: 'delay', milliseconds: latency }) }),
		...(limit === null ? {} : { rate: { calls: limit.calls, windowSeconds: limit.milliseconds / 1_000, headers: true } }),
	});
	return {
		url: simulator.url,
		apiKey: TEST_KEY,
		counts: () => ({ calls: simulator.calls.filter(({ path }) => path === '/mail/send').length, mails: simulator.mails.length, addresses: simulator.perAddress.size }),
		stop: () => simulator.stop(),
	};
}

async function brevo({ latency, limit }: MailServiceRules): Promise<RunningService> {
	const simulator = await BrevoSimulator.start({
		...(latency === 0 ? {} : { onSend: () => ({ kind: 'slow', milliseconds: latency }) }),
		...(limit === null ? {} : { limits: { send: [{ limit: limit.calls, length: limit.milliseconds }] } }),
	});
	return {
		url: simulator.url,
		apiKey: API_KEY,
		counts: () => ({ calls: simulator.state.callsOf('POST', '/smtp/email').length, mails: simulator.state.mails.length, addresses: simulator.state.byAddress().size }),
		stop: () => simulator.stop(),
	};
}

void main(JSON.parse(process.argv[2] ?? '{}') as MailServiceRules);
