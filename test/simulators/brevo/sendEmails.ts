import type { Brevo } from '@getbrevo/brevo';

import type { BrevoRules, SendBehaviour } from './brevoRules';
import type { BrevoState, SimMail } from './BrevoState';
import { isObject, type NoReply, refused, type Reply } from './brevoReply';
import { interpret } from './templateLanguage';
import { sendFault } from './sendFault';

const HALF_AN_HOUR = 30 * 60_000;
const ADDRESS = /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+\.[^\s@<>(),;:"\\]+$/;

/** POST /smtp/email with messageVersions. */
export function sendEmails(state: BrevoState, rules: BrevoRules, body: unknown): Reply | NoReply | Promise<Reply> {
	const call = ++state.sends;
	const asked = isObject(body) ? body : {};
	const behaviour: SendBehaviour = rules.onSend?.(call, asked) ?? { kind: 'accept' };
	switch (behaviour.kind) {
		case 'accept':
			return take(state, rules, asked, call);
		case 'accept with ids': {
			const reply = take(state, rules, asked, call);
			if (reply.status !== 201 || !isObject(reply.body)) return reply;
			const ids = reply.body['messageIds'];
			return { status: 201, body: behaviour.ids === 0 || !Array.isArray(ids) ? {} : { messageIds: ids.slice(0, behaviour.ids) } };
		}
		case 'accept and cut':
			take(state, rules, asked, call);
			return 'cut';
		case 'accept and stay silent':
			take(state, rules, asked, call);
			return 'silent';
		case 'accept and refuse':
			take(state, rules, asked, call);
			return refused(behaviour.status, behaviour.code, behaviour.message);
		case 'cut':
			return 'cut';
		case 'refuse':
			return refused(behaviour.status, behaviour.code, behaviour.message);
		case 'slow': {
			const reply = take(state, rules, asked, call);
			return new Promise((resolve) => {
				setTimeout(() => resolve(reply), behaviour.milliseconds);
			});
		}
	}
}

function take(state: BrevoState, rules: BrevoRules, body: Readonly<Record<string, unknown>>, call: number): Reply {
	const headers = headersOf(body);
	const key = headers['idempotencyKey'] ?? headers['Idempotency-Key'] ?? null;
	const now = performance.now();
	const seen = key === null ? undefined : state.keys.get(key);
	if (seen !== undefined && now - seen < (rules.idempotencyTtl ?? HALF_AN_HOUR)) {
		return refused(400, 'duplicate_parameter', 'Request with the same idempotencyKey was already received');
	}
	if (key !== null && rules.remembersRefused === true) state.keys.set(key, now);
	if (rules.underValidation === true) return refused(403, 'account_under_validation', 'Your account is under validation');
	const fault = sendFault(body, headers) ?? addressFault(body, rules);
	if (fault !== null) return fault;
	const mails = mailsOf(state, body, headers, call);
	if (state.mails.length + mails.length > (rules.credits ?? 1_000_000)) return refused(402, 'not_enough_credits', 'You have not enough credits to send this email');
	if (key !== null) state.keys.set(key, now);
	if (headers['X-Sib-Sandbox'] !== 'drop') state.mails.push(...mails);
	const ids = mails.map((mail) => mail.messageId);
	return { status: 201, body: { messageIds: ids } satisfies Brevo.SendTransacEmailResponse };
}

function addressFault(body: Readonly<Record<string, unknown>>, rules: BrevoRules): Reply | null {
	const sender = isObject(body['sender']) ? String(body['sender']['email']) : '';
	if (rules.senders !== undefined && !rules.senders.has(sender)) {
		return refused(400, 'invalid_parameter', `Sending has been rejected because the sender you used ${sender} is not valid. Validate your sender or authenticate your domain`);
	}
	for (const [place, version] of versionsOf(body).entries()) {
		for (const { email } of recipientsOf(version)) {
			if (ADDRESS.test(email) && rules.badAddresses?.has(email) !== true) continue;
			switch (rules.badAddressWords ?? 'address') {
				case 'address':
					return refused(400, 'invalid_parameter', `email ${email} is not valid in to`);
				case 'place':
					return refused(400, 'invalid_parameter', `messageVersions[${place}].to[0].email is not valid`);
				case 'nothing':
					return refused(400, 'invalid_parameter', 'email is not valid in to');
			}
		}
	}
	return null;
}

function mailsOf(state: BrevoState, body: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>>, call: number): SimMail[] {
	return versionsOf(body).flatMap((version) => {
		const messageId = `<2026${String(state.nextId()).padStart(8, '0')}.${call}@smtp-relay.mailin.example>`;
		const text = version['textContent'] ?? body['textContent'];
		const replyTo = version['replyTo'] ?? body['replyTo'];
		return recipientsOf(version).map(({ email, name }) => ({
			messageId,
			sender: isObject(body['sender']) ? String(body['sender']['email']) : '',
			to: email,
			toName: name,
			subject: interpret(String(version['subject'] ?? body['subject'])),
			html: interpret(String(version['htmlContent'] ?? body['htmlContent'])),
			text: typeof text === 'string' ? interpret(text) : null,
			replyTo: isObject(replyTo) ? String(replyTo['email']) : null,
			headers,
			custom: headers['X-Mailin-custom'] ?? null,
			call,
		}));
	});
}

function headersOf(body: Readonly<Record<string, unknown>>): Record<string, string> {
	const headers = isObject(body['headers']) ? body['headers'] : {};
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function versionsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
	const versions = body['messageVersions'];
	return Array.isArray(versions) ? versions.filter(isObject) : [body];
}

function recipientsOf(version: Readonly<Record<string, unknown>>): { email: string; name: string | null }[] {
	const to: unknown[] = Array.isArray(version['to']) ? version['to'] : [];
	return to.filter(isObject).map((box) => ({ email: String(box['email']), name: typeof box['name'] === 'string' ? box['name'] : null }));
}
