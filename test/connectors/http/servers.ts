import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, connect, type Server as TcpServer, type Socket } from 'node:net';
import { HttpClient, type HttpClientOptions } from '../../../connectors/http/HttpClient';

/** A server on loopback. */
export interface Listening {
	readonly port: number;
	readonly url: string;
	/** Connections so far. */
	connections(): number;
	stop(): Promise<void>;
}

export async function listen(listener: RequestListener): Promise<Listening> {
	const server = createServer(listener);
	return await listening(server);
}

/** A bare TCP server. */
export async function listenRaw(onSocket: (socket: Socket) => void): Promise<Listening> {
	return await listening(createTcpServer(onSocket));
}

/** A proxy that tunnels CONNECT and forwards plain requests, or refuses all with `refuses`. */
export async function listenProxy(seen: string[], refuses: number | null = null): Promise<Listening> {
	const server = createServer((request, response) => {
		seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
		response.writeHead(refuses ?? 200).end('{"by":"proxy"}');
	});
	server.on('connect', (request: IncomingMessage, client: Socket) => {
		seen.push(`CONNECT ${request.url ?? ''}`);
		if (refuses !== null) return client.end(`HTTP/1.1 ${refuses} No\r\nContent-Length: 0\r\n\r\n`);
		const [host, port] = (request.url ?? '').split(':');
		const target = connect(Number(port), host, () => {
			client.write('HTTP/1.1 200 OK\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		target.on('error', () => client.destroy());
		client.on('error', () => target.destroy());
		return undefined;
	});
	return await listening(server);
}

export async function listening(server: Server | TcpServer): Promise<Listening> {
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket: Socket) => {
		connections++;
		sockets.add(socket);
		socket.on('error', () => undefined);
		socket.once('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = address !== null && typeof address === 'object' ? address.port : 0;
	return {
		port,
		url: `http://127.0.0.1:${port}`,
		connections: () => connections,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

/** A client with short time-outs that pauses without waiting long. */
export function clientOf(baseUrl: string, changes: Partial<HttpClientOptions> = {}): HttpClient {
	return new HttpClient({ baseUrl, secrets: [], connectTimeout: 500, answerTimeout: 500, firstPause: 10, ...changes });
}
