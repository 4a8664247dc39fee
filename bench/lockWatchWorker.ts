import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

import { WriteTurn } from '../engine/store/sqlite/WriteTurn';

const PAUSE = 5;

/** Takes and gives back the write lock again and again; tells the longest wait for it, in ms. */
function main(file: string): void {
	// As any other process of ours would wait.
	const database = new DatabaseSync(file, { timeout: 0 });
	const turn = new WriteTurn();
	let longest = 0;
	let watching = false;
	const timer = setInterval(() => {
		if (!watching) return;
		const start = performance.now();
		turn.begin(database);
		longest = Math.max(longest, performance.now() - start);
		database.exec('ROLLBACK');
		turn.end();
	}, PAUSE);
	parentPort?.on('message', (told: 'watch' | 'rest' | 'stop') => {
		watching = told === 'watch';
		if (told === 'rest') parentPort?.postMessage('resting');
		if (told !== 'stop') return;
		clearInterval(timer);
		database.close();
		parentPort?.postMessage(longest);
		parentPort?.close();
	});
	parentPort?.postMessage('ready');
}

main(String(workerData));
