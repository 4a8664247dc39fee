import type { PageTexts } from './PageTexts';

export const SPANISH: PageTexts = {
	title: 'Sus tareas',
	groups: { overdue: 'Atrasadas', today: 'Hoy', next: 'Próximos 7 días', later: 'Más adelante' },
	types: { Call: 'Llamada', Visit: 'Visita', Email: 'Correo', Meeting: 'Reunión', 'Data Quality': 'Calidad de datos', Other: 'Otra' },
	undated: 'Sin fecha',
	telephone: 'Teléfono',
	mobile: 'Móvil',
	email: 'Correo',
	noEmail: 'no quiere correos',
	more: 'Detalles',
	message: {
		sent: (date) => `enviado el ${date}`,
		notSent: 'no enviado',
		opened: ({ count, text }, last) => `${count === 1 ? 'abierto una vez' : `abierto ${text} veces`}${last === null ? '' : count === 1 ? `, el ${last}` : `, la última el ${last}`}`,
		clicked: ({ count, text }) => (count === 1 ? 'un clic' : `${text} clics`),
		untouched: 'sin abrir por ahora',
		bounced: { hard: 'devuelto definitivamente', soft: 'devuelto por ahora', dropped: 'descartado por el servicio de correo' },
		spam: 'marcado como spam',
		unsubscribed: 'se dio de baja',
	},
	note: 'Nota',
	positive: 'Positiva',
	negative: 'Negativa',
	later: 'Aplazar a',
	tomorrow: 'Mañana',
	week: 'Dentro de una semana',
	reopen: 'Reabrir',
	closed: 'Cerrada',
	said: (event, due) => {
		switch (event) {
			case 'positive':
				return 'Positiva';
			case 'negative':
				return 'Negativa';
			case 'reopened':
				return 'Abierta de nuevo';
			case 'postponed':
				return `Aplazada al ${due}`;
		}
	},
	closedMeanwhile: 'Esta tarea se cerró entretanto y está como se muestra aquí. Su toque no ha cambiado nada.',
	gone: 'Esta tarea ya no es suya: ahora la tiene otra persona o se ha borrado. No se ha cambiado nada.',
	closedToday: 'Hechas hoy',
	empty: { title: 'No queda nada por hacer', text: 'No tiene tareas pendientes.' },
	next: 'Tareas siguientes',
	first: 'Volver a las primeras tareas',
	personal: 'Esta página es solo suya: quien tenga su dirección puede ver y responder sus tareas.',
	timeZone: (name) => `Las horas son las de ${name}.`,
	offline: 'No ha llegado respuesta. Compruebe la conexión y toque de nuevo: nada cuenta dos veces.',
	trouble: {
		'bad link': {
			title: 'Este enlace no funciona',
			paragraphs: ['Está incompleto o es demasiado antiguo: los enlaces funcionan durante un tiempo limitado.', 'Abra el enlace de su último correo de tareas. Si tampoco funciona, pregunte a quien le envía estos correos.'],
		},
		busy: { title: 'Inténtelo de nuevo dentro de un minuto', paragraphs: ['Están llegando demasiadas peticiones. No se ha cambiado nada.'] },
		error: { title: 'No ha funcionado', paragraphs: ['Algo falla por nuestra parte.', 'Abra la página de nuevo dentro de unos minutos: muestra lo que se ha guardado.'] },
		'note too long': { title: 'La nota es demasiado larga', paragraphs: ['Puede tener 20.000 caracteres. No se ha guardado nada.', 'Vuelva atrás y acórtela.'] },
	},
};
