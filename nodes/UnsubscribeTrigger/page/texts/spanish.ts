import { html } from '../../../shared/page/html';
import type { PageTexts } from './PageTexts';

export const SPANISH: PageTexts = {
	unnamedSender: 'este remitente',
	ask: (sender, address) => ({
		title: 'Darse de baja',
		paragraphs: [address === null ? html`Va a dejar de recibir correos de ${sender.last}` : html`Va a dejar de recibir en ${address} los correos de ${sender.last}`],
	}),
	question: '¿Qué desea dejar de recibir?',
	all: { label: (sender) => html`Todos los correos de ${sender.within}`, hint: 'Nada más, de ningún tipo.' },
	campaign: { label: 'Solo este tipo de envíos', hint: 'Podrá seguir recibiendo otros correos.' },
	button: 'Darme de baja',
	doneAll: (sender, address) => ({
		title: 'Se ha dado de baja',
		paragraphs: [
			address === null ? html`No recibirá más correos de ${sender.last}` : html`No recibirá más correos de ${sender.within} en ${address}.`,
			html`Puede que aún le llegue un mensaje que ya estaba en camino. Ya puede cerrar esta página.`,
		],
	}),
	doneCampaign: (sender, address) => ({
		title: 'Se ha dado de baja de estos envíos',
		paragraphs: [
			address === null ? html`No recibirá más mensajes de este tipo de ${sender.last}` : html`No recibirá más mensajes de este tipo de ${sender.within} en ${address}.`,
			html`Puede que aún le llegue un mensaje que ya estaba en camino. Podrá seguir recibiendo otros correos.`,
		],
	}),
	alreadyAll: (sender, address) => ({
		title: 'Su baja ya estaba registrada',
		paragraphs: [
			address === null ? html`Ya no recibe correos de ${sender.last} No tiene que hacer nada más.` : html`Ya no recibe correos de ${sender.within} en ${address}. No tiene que hacer nada más.`,
		],
	}),
	alreadyCampaign: (sender, address) => ({
		title: 'Su baja de estos envíos ya estaba registrada',
		paragraphs: [
			address === null ? html`Ya no recibe mensajes de este tipo de ${sender.last}` : html`Ya no recibe mensajes de este tipo de ${sender.within} en ${address}.`,
			html`Podrá seguir recibiendo otros correos.`,
		],
	}),
	allToo: 'Darme de baja de todos los correos',
	badLink: {
		title: 'Este enlace no funciona',
		paragraphs: [html`Está incompleto o es demasiado antiguo. No se ha cambiado nada.`, html`Utilice el enlace de baja de un mensaje más reciente, o responda al mensaje y pida que le den de baja.`],
	},
	busy: {
		title: 'Vuelva a intentarlo en un minuto',
		paragraphs: [html`En este momento llegan demasiadas solicitudes. Todavía no se ha cambiado nada.`, html`Vuelva a cargar esta página dentro de un minuto, o abra otra vez el enlace de su mensaje.`],
	},
	error: {
		title: 'No ha funcionado',
		paragraphs: [
			html`Algo falla por nuestra parte y su elección no se ha guardado.`,
			html`Abra de nuevo el enlace de su mensaje dentro de unos minutos. Si sigue sin funcionar, responda al mensaje y pida que le den de baja.`,
		],
	},
};
