import type { PageTexts } from './PageTexts';

export const ENGLISH: PageTexts = {
	title: 'Your tasks',
	groups: { overdue: 'Overdue', today: 'Today', next: 'Next 7 days', later: 'Later' },
	types: { Call: 'Call', Visit: 'Visit', Email: 'Email', Meeting: 'Meeting', 'Data Quality': 'Data quality', Other: 'Other' },
	undated: 'No date',
	telephone: 'Telephone',
	mobile: 'Mobile',
	email: 'Email',
	noEmail: 'wants no email',
	more: 'Details',
	message: {
		sent: (date) => `sent ${date}`,
		notSent: 'not sent',
		opened: ({ count, text }, last) => `${count === 1 ? 'opened once' : `opened ${text} times`}${last === null ? '' : count === 1 ? `, ${last}` : `, last ${last}`}`,
		clicked: ({ count, text }) => (count === 1 ? 'one click' : `${text} clicks`),
		untouched: 'not opened so far',
		bounced: { hard: 'came back for good', soft: 'came back for now', dropped: 'was dropped by the mail service' },
		spam: 'reported as spam',
		unsubscribed: 'unsubscribed',
	},
	note: 'Note',
	positive: 'Positive',
	negative: 'Negative',
	later: 'Put off to',
	tomorrow: 'Tomorrow',
	week: 'In a week',
	reopen: 'Reopen',
	closed: 'Closed',
	said: (event, due) => {
		switch (event) {
			case 'positive':
				return 'Positive';
			case 'negative':
				return 'Negative';
			case 'reopened':
				return 'Open again';
			case 'postponed':
				return `Put off to ${due}`;
		}
	},
	closedMeanwhile: 'This task was closed meanwhile, and stands as shown here. Your tap changed nothing.',
	gone: 'This task is not yours any more: somebody else has it now, or it was deleted. Nothing was changed.',
	closedToday: 'Done today',
	empty: { title: 'Nothing left to do', text: 'You have no open tasks.' },
	next: 'Next tasks',
	first: 'Back to the first tasks',
	personal: 'This page is yours alone: whoever has its address can see and answer your tasks.',
	timeZone: (name) => `Times are those of ${name}.`,
	offline: 'No answer came back. Check your connection and tap again: nothing counts twice.',
	trouble: {
		'bad link': {
			title: 'This link does not work',
			paragraphs: ['It is incomplete, or too old: links work for a limited time.', 'Open the link of your newest tasks email. If that does not work either, ask whoever sends you these emails.'],
		},
		busy: { title: 'Please try again in a minute', paragraphs: ['Too many requests are coming in just now. Nothing was changed.'] },
		error: { title: 'That did not work', paragraphs: ['Something is wrong on our side.', 'Open the page again in some minutes: it shows what was saved.'] },
		'note too long': { title: 'The note is too long', paragraphs: ['It may have 20,000 characters. Nothing was saved.', 'Go back and shorten it.'] },
	},
};
