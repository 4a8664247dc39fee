import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type Request, type Response } from 'express';

import type { WaitingExecutions } from '../WaitingExecutions';
import { readBody } from './messages';
import type { PublishedWorkflow } from './PublishedWorkflow';
import { resumeByRequest } from './resumeByRequest';

/** Serves what nodes serve: pages of waiting executions and webhooks of published workflows. */
export class HostWebServer {
	private readonly published: PublishedWorkflow[] = [];

	private constructor(
		private readonly server: Server,
		private readonly waiting: WaitingExecutions,
		/** Without a slash at its end. */
		readonly url: string,
	) {}

	static async start(waiting: WaitingExecutions): Promise<HostWebServer> {
		// As n8n's server: what nodes are given are Express's requests and responses.
		const app = express();
		const server = app.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('The host got no port on 127.0.0.1.');
		const web = new HostWebServer(server, waiting, `http://127.0.0.1:${address.port}`);
		app.use((request, response) => void web.serve(request, response));
		return web;
	}

	add(workflow: PublishedWorkflow): void {
		this.published.push(workflow);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private async serve(request: Request, response: Response): Promise<void> {
		try {
			await readBody(request);
			await this.route(request, response);
		} catch (error) {
			if (!response.writableEnded) response.status(500).json({ message: error instanceof Error ? error.message : String(error) });
		}
	}

	private async route(request: Request, response: Response): Promise<void> {
		const [, area, ...rest] = decodeURI(request.path).split('/');
		if (area === 'webhook-waiting') return await resumeByRequest(this.waiting, rest[0] ?? '', rest.slice(1).join('/'), request, response);
		if (area === 'form-waiting') {
			// What n8n's own page is made of, instead of the page.
			response.render = (_view: string, values?: unknown) => {
				response.json(values);
			};
			return await resumeByRequest(this.waiting, rest[0] ?? '', rest.slice(1).join('/'), request, response, 'form');
		}
		if (area === 'webhook') {
			for (const workflow of this.published) if (await workflow.handle(rest.join('/'), request, response)) return;
		}
		response.status(404).json({ message: `Nothing here answers ${request.method} ${request.path}.` });
	}
}
