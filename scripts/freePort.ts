import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of the loopback that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
	return await tryPort(0);
}

/** The port wished for, or another free one where something listens on it. */
export async function preferredPort(wanted: number): Promise<number> {
	try {
		return await tryPort(wanted);
	} catch {
		return await freePort();
	}
}

async function tryPort(port: number): Promise<number> {
	const server = createServer().listen(port, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('The system gave no port on 127.0.0.1.');
	return address.port;
}
