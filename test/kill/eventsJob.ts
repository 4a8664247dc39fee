import { appendFileSync, existsSync, readFileSync } from 'node:fs';

import { keyed } from '../../engine/events/intake';
import { putDown, takeUpEvents } from '../../engine/events/takeUpEvents';
import { eventsOf } from './eventsOf';
import { carryOutJob, type EventsJob } from './job';

/** As the trigger does: a post is put down, answered, and folded while the next one comes. One that was not answered comes again. */
void carryOutJob<EventsJob>(async (store, job) => {
	const answered = new Set(existsSync(job.answered) ? readFileSync(job.answered, 'utf8').split('\n') : []);
	const folding: Promise<unknown>[] = [];
	for (let post = 0; post < job.posts; post++) {
		if (answered.has(String(post))) continue;
		await putDown(store, keyed({ events: eventsOf(job, post), rejected: [] }));
		appendFileSync(job.answered, `${post}\n`);
		folding.push(takeUpEvents(store));
	}
	await Promise.all([...folding, takeUpEvents(store)]);
});
