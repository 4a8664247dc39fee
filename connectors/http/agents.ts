import * as http from 'node:http';
import * as https from 'node:https';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/**
 * An idle connection is given up after this many ms: before services do, whose closing would cross with the next
 * request on its way and leave nobody knowing whether it arrived.
 */
const IDLE = 4_000;

const OPTIONS = { keepAlive: true, maxSockets: 50, maxFreeSockets: 20, scheduling: 'lifo', timeout: IDLE } as const;

/** By protocol and proxy. One for all of this process: connections are kept per host within. Idle ones keep no process alive. */
const agents = new Map<string, http.Agent>();

/**
 * Where connections to a URL come from: kept alive and shared, through the proxy that HTTP_PROXY, HTTPS_PROXY and
 * NO_PROXY name for it (an agent of one's own makes axios and n8n pass them over).
 */
export function agentFor(url: URL): http.Agent {
	const proxy = getProxyForUrl(url.href);
	const key = `${url.protocol} ${proxy}`;
	const known = agents.get(key);
	if (known !== undefined) return known;
	const made = makeAgent(url.protocol === 'https:', proxy);
	agents.set(key, made);
	return made;
}

function makeAgent(secure: boolean, proxy: string): http.Agent {
	if (proxy === '') return secure ? new https.Agent(OPTIONS) : new http.Agent(OPTIONS);
	return secure ? new HttpsProxyAgent(proxy, OPTIONS) : new HttpProxyAgent(proxy, OPTIONS);
}
