import type { PageTexts } from './PageTexts';

export const ITALIAN: PageTexts = {
	title: 'Le sue attività',
	groups: { overdue: 'In ritardo', today: 'Oggi', next: 'Prossimi 7 giorni', later: 'Più avanti' },
	types: { Call: 'Chiamata', Visit: 'Visita', Email: 'Email', Meeting: 'Riunione', 'Data Quality': 'Qualità dei dati', Other: 'Altro' },
	undated: 'Senza data',
	telephone: 'Telefono',
	mobile: 'Cellulare',
	email: 'Email',
	noEmail: 'non vuole email',
	more: 'Dettagli',
	message: {
		sent: (date) => `inviata il ${date}`,
		notSent: 'non inviata',
		opened: ({ count, text }, last) => `${count === 1 ? 'aperta una volta' : `aperta ${text} volte`}${last === null ? '' : count === 1 ? `, il ${last}` : `, l’ultima il ${last}`}`,
		clicked: ({ count, text }) => (count === 1 ? 'un clic' : `${text} clic`),
		untouched: 'non ancora aperta',
		bounced: { hard: 'tornata indietro definitivamente', soft: 'tornata indietro per ora', dropped: 'scartata dal servizio di posta' },
		spam: 'segnalata come spam',
		unsubscribed: 'disiscrizione',
	},
	note: 'Nota',
	positive: 'Positivo',
	negative: 'Negativo',
	later: 'Rimandare a',
	tomorrow: 'Domani',
	week: 'Tra una settimana',
	reopen: 'Riaprire',
	closed: 'Chiusa',
	said: (event, due) => {
		switch (event) {
			case 'positive':
				return 'Esito positivo';
			case 'negative':
				return 'Esito negativo';
			case 'reopened':
				return 'Di nuovo aperta';
			case 'postponed':
				return `Rimandata al ${due}`;
		}
	},
	closedMeanwhile: 'Nel frattempo questa attività è stata chiusa e resta come si vede qui. Il suo tocco non ha cambiato nulla.',
	gone: 'Questa attività non è più sua: ora è di qualcun altro oppure è stata eliminata. Non è stato cambiato nulla.',
	closedToday: 'Svolte oggi',
	empty: { title: 'Non resta nulla da fare', text: 'Non ha attività da svolgere.' },
	next: 'Attività successive',
	first: 'Tornare alle prime attività',
	personal: 'Questa pagina è solo sua: chi ne ha l’indirizzo può vedere le sue attività e rispondere.',
	timeZone: (name) => `Gli orari sono quelli di ${name}.`,
	offline: 'Non è arrivata risposta. Controlli la connessione e tocchi di nuovo: nulla conta due volte.',
	trouble: {
		'bad link': {
			title: 'Questo link non funziona',
			paragraphs: ['È incompleto o troppo vecchio: i link funzionano per un periodo limitato.', 'Apra il link della sua ultima email di attività. Se non funziona nemmeno quello, chieda a chi le invia queste email.'],
		},
		busy: { title: 'Riprovi tra un minuto', paragraphs: ['Stanno arrivando troppe richieste. Non è stato cambiato nulla.'] },
		error: { title: 'Non ha funzionato', paragraphs: ['Qualcosa non va da parte nostra.', 'Riapra la pagina tra qualche minuto: mostra ciò che è stato salvato.'] },
		'note too long': { title: 'La nota è troppo lunga', paragraphs: ['Può avere 20.000 caratteri. Non è stato salvato nulla.', 'Torni indietro e la accorci.'] },
	},
};
