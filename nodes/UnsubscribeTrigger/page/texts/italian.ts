import { html } from '../../../shared/page/html';
import type { PageTexts } from './PageTexts';

export const ITALIAN: PageTexts = {
	unnamedSender: 'questo mittente',
	ask: (sender, address) => ({
		title: 'Disiscrizione',
		paragraphs: [address === null ? html`Sta per interrompere le email inviate da ${sender.last}` : html`Sta per interrompere le email inviate da ${sender.within} a ${address}.`],
	}),
	question: 'Che cosa non desidera più ricevere?',
	all: { label: (sender) => html`Tutte le email inviate da ${sender.within}`, hint: 'Più nulla, di nessun tipo.' },
	campaign: { label: 'Solo questo tipo di invii', hint: 'Potrà ricevere ancora altre email.' },
	button: 'Disiscrivimi',
	doneAll: (sender, address) => ({
		title: 'Disiscrizione completata',
		paragraphs: [
			address === null ? html`Non riceverà più email inviate da ${sender.last}` : html`All'indirizzo ${address} non arriveranno più email inviate da ${sender.last}`,
			html`Un messaggio già in viaggio potrebbe ancora arrivare. Può chiudere questa pagina.`,
		],
	}),
	doneCampaign: (sender, address) => ({
		title: 'Disiscrizione da questi invii completata',
		paragraphs: [
			address === null ? html`Non riceverà più messaggi di questo tipo da ${sender.last}` : html`All'indirizzo ${address} non arriveranno più messaggi di questo tipo da ${sender.last}`,
			html`Un messaggio già in viaggio potrebbe ancora arrivare. Altre email potranno ancora arrivare.`,
		],
	}),
	alreadyAll: (sender, address) => ({
		title: 'La disiscrizione era già attiva',
		paragraphs: [
			address === null ? html`Non riceve più email inviate da ${sender.last} Non deve fare altro.` : html`All'indirizzo ${address} non arrivano più email inviate da ${sender.last} Non deve fare altro.`,
		],
	}),
	alreadyCampaign: (sender, address) => ({
		title: 'La disiscrizione da questi invii era già attiva',
		paragraphs: [
			address === null ? html`Non riceve più messaggi di questo tipo da ${sender.last}` : html`All'indirizzo ${address} non arrivano più messaggi di questo tipo da ${sender.last}`,
			html`Altre email potranno ancora arrivare.`,
		],
	}),
	allToo: 'Disiscrivimi da tutte le email',
	badLink: {
		title: 'Questo link non funziona',
		paragraphs: [html`È incompleto o troppo vecchio. Non è stato modificato nulla.`, html`Usi il link di disiscrizione di un messaggio più recente, oppure risponda al messaggio e chieda la disiscrizione.`],
	},
	busy: {
		title: 'Riprovi tra un minuto',
		paragraphs: [html`In questo momento arrivano troppe richieste. Non è stato ancora modificato nulla.`, html`Ricarichi questa pagina tra un minuto, oppure apra di nuovo il link del messaggio.`],
	},
	error: {
		title: 'Qualcosa non ha funzionato',
		paragraphs: [
			html`C'è un problema da parte nostra e la Sua scelta non è stata salvata.`,
			html`Apra di nuovo il link del messaggio tra qualche minuto. Se ancora non funziona, risponda al messaggio e chieda la disiscrizione.`,
		],
	},
};
