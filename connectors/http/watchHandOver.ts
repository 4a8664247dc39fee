import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { AnswerHead, HttpHeaders } from './HttpResult';

/** How far a request came. */
export interface HandOver {
	/** Whether any of it may have reached the service: the connection stood, TLS included. */
	begun: boolean;
	/** Status with which a proxy refused the tunnel; null: it didn't. */
	proxyRefused: number | null;
	head: AnswerHead | null;
}

/**
 * Watches a request on its way. Nothing is written before the connection stands, so until then it is certain that
 * nothing arrived, whatever the error is called. `onBegun` is called once it may arrive.
 */
export function watchHandOver(request: ClientRequest, handOver: HandOver, onBegun: () => void): void {
	const begin = (): void => {
		if (handOver.begun || handOver.proxyRefused !== null) return;
		handOver.begun = true;
		onBegun();
	};
	// Sent by the proxy agent. Its socket then replays the proxy's answer as if the service had given it.
	request.on('proxyConnect', (answer: { statusCode: number }) => {
		if (answer.statusCode !== 200) handOver.proxyRefused = answer.statusCode;
	});
	request.on('socket', (socket: Socket) => {
		if (request.reusedSocket) begin();
		else if (socket instanceof TLSSocket) socket.once('secureConnect', begin);
		else if (socket.connecting) socket.once('connect', begin);
		else begin();
	});
	request.on('response', (response: IncomingMessage) => {
		handOver.head = { status: response.statusCode ?? 0, headers: plainHeaders(response.headers) };
	});
}

/** Headers by lower-case name, each as one text. */
export function plainHeaders(headers: Readonly<Record<string, unknown>>): HttpHeaders {
	const plain: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') plain[name.toLowerCase()] = value;
		else if (Array.isArray(value)) plain[name.toLowerCase()] = value.join(', ');
	}
	return plain;
}
