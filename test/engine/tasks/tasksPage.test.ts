import { DateTime } from 'luxon';

import { insertRow, insertRows, query, type Row } from '../../support/rows';
import { describeStores } from '../../support/stores';
import { wholeStore } from '../../support/wholeStore';
import { TasksWorld, timeZone } from './TasksWorld';

const DAY = 86_400_000;

describeStores('VM-22 a salesperson\'s tasks page', (newStore) => {
	let world: TasksWorld;
	let token: string;
	beforeEach(async () => {
		world = await TasksWorld.in(await newStore());
		token = await world.token();
	});

	const shown = async () => {
		const page = await world.page(token);
		if (page === null) throw new Error('The link doesn\'t work.');
		return page;
	};

	test('VM-22 shows the user\'s open tasks and nobody else\'s, by when they are due', async () => {
		const due = (days: number) => DateTime.now().setZone(timeZone).startOf('day').plus({ days, hours: 12 }).toMillis();
		const [later, undated, overdue, today, next] = [
			await world.task({ name: 'later', due_at: due(30) }), await world.task({ name: 'undated', due_at: null }), await world.task({ name: 'overdue', due_at: due(-3) }),
			await world.task({ name: 'today', due_at: due(0) }), await world.task({ name: 'next', due_at: due(3), status: 'in_progress' }),
		];
		await world.task({ name: 'deferred, without an outcome', due_at: due(4), status: 'deferred', outcome: null });
		await world.task({ status: 'completed' });
		await world.task({ status: 'cancelled' });
		const closed = await world.task({ outcome: 'negative' });
		await world.task({ assigned_user_id: world.paolo });
		await world.task({ assigned_user_id: null });

		const page = await shown();
		expect(page.user).toEqual({ id: world.marta, name: 'Marta Ruiz', email: 'marta@example.com' });
		expect(page.tasks.map(({ id }) => id)).toEqual([overdue, today, next, next + 1, later, undated]);
		expect(page.tasks.map(({ due: group }) => group)).toEqual(['overdue', 'today', 'next', 'next', 'later', 'later']);
		expect(page.counts).toEqual({ overdue: 1, today: 1, next: 2, later: 2 });
		expect([page.next, page.closedToday.map(({ id }) => id)]).toEqual([null, [closed]]);
	});

	test('VM-22 a task brings whom to call, where, for which campaign, and what became of the message', async () => {
		const { store } = world;
		const account = await insertRow(store, 'account', { name: 'Olivares, S.L.', phone: '+34 91 1', email: 'office@olivares.example' });
		const contact = await insertRow(store, 'contact', {
			name: 'Ana López', title: 'Purchasing', account_id: account, email: 'ana@olivares.example', phone: '+34 91 2', mobile: '+34 600 3', street: 'Calle Mayor 1', postal_code: '28013', city: 'Madrid', region: 'Madrid', country: 'Spain',
		});
		const campaign = await insertRow(store, 'campaign', { name: 'Spring' });
		const message = await insertRow(store, 'message', {
			name: 'M', subject: 'An offer', origin: 'campaign', occurrence: '', state: 'sent', recipient_kind: 2, recipient_id: contact, contact_id: contact, campaign_id: campaign,
			sent_at: 1_000, open_count: 3, last_open_at: 5_000, click_count: 3, last_click_at: 6_000, last_link: 'https://b.example',
		});
		await insertRows(store, 'message_event', [
			...['https://a.example', 'https://a.example', 'https://b.example'].map((link, index): Row => ({ message_id: message, kind: 'clicked', link, happened_at: 4_000 + index, machine: 0, recorded_at: 1 })),
			{ message_id: message, kind: 'clicked', link: 'https://scanner.example', happened_at: 1, machine: 1, recorded_at: 1 },
		]);
		await world.task({ name: 'Call Ana', contact_id: contact, campaign_id: campaign, message_id: message, description: 'Ask about\nthe offer' });

		expect((await shown()).tasks[0]).toMatchObject({
			subject: 'Call Ana', type: 'Call', description: 'Ask about\nthe offer', campaign: 'Spring', open: true, outcome: 'open', note: null,
			person: { kind: 'contact', id: contact, name: 'Ana López', title: 'Purchasing', email: 'ana@olivares.example', doNotEmail: false, phone: '+34 91 2', mobile: '+34 600 3', address: { street: 'Calle Mayor 1', postalCode: '28013', city: 'Madrid', region: 'Madrid', country: 'Spain' } },
			account: { id: account, name: 'Olivares, S.L.', phone: '+34 91 1' },
			message: { id: message, subject: 'An offer', sentAt: 1_000, openCount: 3, lastOpenAt: 5_000, clickCount: 3, lastClickAt: 6_000, links: ['https://a.example', 'https://b.example'], bounce: null },
		});
	});

	test('VM-22 a bounced message tells the server\'s words, a lead its company, and a standing no shows on whoever said it', async () => {
		const { store } = world;
		const lead = await insertRow(store, 'lead', { name: 'Ben', company: 'Ben & Sons', email: 'ben@example.com' });
		await insertRow(store, 'consent_address_no', { address_key: 'ben@example.com', scope: 'all', scope_ref: '', source: 'recipient', since: 1 });
		const message = await insertRow(store, 'message', { name: 'M', origin: 'campaign', occurrence: '', state: 'sent', recipient_kind: 1, recipient_id: lead, lead_id: lead, bounce_kind: 'hard', bounced_at: 9, bounce_count: 1 });
		await insertRow(store, 'message_event', { message_id: message, kind: 'bounced', bounce_kind: 'hard', reason: '550 no such user', happened_at: 9, machine: 0, recorded_at: 1 });
		await world.task({ lead_id: lead, message_id: message });
		expect((await shown()).tasks[0]).toMatchObject({
			person: { kind: 'lead', company: 'Ben & Sons', doNotEmail: true },
			account: null,
			message: { subject: 'M', links: [], bounce: { kind: 'hard', at: 9, reason: '550 no such user' } },
		});
	});

	test('VM-22 pages of 50: each task once, whatever is done meanwhile', async () => {
		const due = Date.now() + DAY;
		await insertRows(world.store, 'task', Array.from({ length: 130 }, (_, index) => ({
			name: `Task ${index}`, status: 'not_started', outcome: 'open', assigned_user_id: world.marta, due_at: index < 100 ? due + (index % 7) : null,
		})));
		const seen: number[] = [];
		let page = await shown();
		const sizes = [page.tasks.length];
		for (;;) {
			seen.push(...page.tasks.map(({ id }) => id));
			// The first of the page is done before the next is asked for.
			await query(world.store, `UPDATE task SET outcome = 'positive', status = 'completed' WHERE id = ${page.tasks[0]!.id}`);
			if (page.next === null) break;
			page = (await world.page(token, page.next))!;
			sizes.push(page.tasks.length);
		}
		expect(sizes).toEqual([50, 50, 30]);
		expect(new Set(seen).size).toBe(130);
		expect(page.counts).toMatchObject({ next: 98, later: 30 });
	});

	test('VM-22 the links of the inactive and the deleted don\'t work, nor any once the key is changed', async () => {
		expect(await world.page(token)).not.toBeNull();
		await query(world.store, `UPDATE crm_user SET active = 0 WHERE id = ${world.marta}`);
		expect(await world.page(token)).toBeNull();
		await query(world.store, `UPDATE crm_user SET active = 1 WHERE id = ${world.marta}`);
		const newer = await world.token(world.marta, { endOlder: true });
		expect([await world.page(token), (await world.page(newer))?.user.id]).toEqual([null, world.marta]);
		await query(world.store, `DELETE FROM crm_user WHERE id = ${world.marta}`);
		expect(await world.page(newer)).toBeNull();
		expect(await world.page(await world.token(world.paolo, { daysValid: -1 }))).toBeNull();
		for (const odd of ['', 'x', 'A'.repeat(40), `${newer} `]) expect(await world.page(odd)).toBeNull();
	});

	test('VM-22 looking at a page writes nothing', async () => {
		await world.task();
		const before = await wholeStore(world.store);
		for (let visit = 0; visit < 20; visit++) await shown();
		expect(await wholeStore(world.store)).toEqual(before);
	});

	test('VM-22 open tasks are found in an index, however many others there are', async () => {
		const explain = world.store.dialect === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
		const open = `COALESCE(t.outcome, 'open') = 'open' AND COALESCE(t.status, 'not_started') NOT IN ('completed', 'cancelled')`;
		await insertRows(world.store, 'task', Array.from({ length: 3_000 }, (_, index) => ({ name: 'old', status: index < 5 ? 'not_started' : 'completed', outcome: index < 5 ? 'open' : 'negative', assigned_user_id: index < 50 ? world.marta : world.paolo, due_at: index })));
		if (world.store.dialect === 'postgres') await query(world.store, 'ANALYZE task');
		const plan = JSON.stringify(await query(world.store, `${explain} SELECT t.id FROM task AS t WHERE t.assigned_user_id = ${world.marta} AND ${open}`));
		expect(plan).toContain('task_by_assigned_user_id_outcome_status_due_at');
	});
});

describeStores('VM-22 who gets a link to a tasks page', (newStore) => {
	let world: TasksWorld;
	beforeEach(async () => {
		world = await TasksWorld.in(await newStore());
	});

	test('VM-22 one for each active salesperson with open tasks, with counts; the rest is told', async () => {
		const gone = await insertRow(world.store, 'crm_user', { name: 'Gone', active: 0 });
		await world.task({ due_at: 1 });
		await world.task({ due_at: DateTime.now().setZone(timeZone).startOf('day').toMillis() });
		await world.task({ due_at: null });
		await world.task({ assigned_user_id: gone });
		await world.task({ assigned_user_id: null });
		await world.task({ assigned_user_id: null, outcome: 'positive' });

		const { pages, unseen } = await world.links({ withoutTasks: false });
		expect(pages.map(({ user, counts }) => [user.name, user['email'], counts])).toEqual([['Marta Ruiz', 'marta@example.com', { overdue: 1, today: 1, next: 0, later: 1 }]]);
		expect(unseen).toBe(2);
		expect((await world.links()).pages.map(({ user }) => user.name)).toEqual(['Marta Ruiz', 'Paolo Conti']);
		expect((await world.links({ userIds: [world.paolo, gone] })).pages.map(({ user }) => user.name)).toEqual(['Paolo Conti']);
	});

	test('VM-22 links of one day are the same; each opens its own page, for as many days as asked for', async () => {
		const [one, other] = (await world.links({ daysValid: 3 })).pages;
		expect((await world.links({ daysValid: 3 })).pages[0]?.token).toBe(one?.token);
		expect((await world.page(one!.token))?.user.id).toBe(world.marta);
		expect((await world.page(other!.token))?.user.id).toBe(world.paolo);
		expect(one!.validUntil - Date.now()).toBeGreaterThan(3 * DAY - 1);
		expect(one!.validUntil - Date.now()).toBeLessThan(4 * DAY);
	});
});
