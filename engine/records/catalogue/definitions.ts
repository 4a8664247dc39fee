import type { Kind } from '../kinds';
import {
	body,
	code,
	date,
	doNotEmail,
	email,
	flag,
	instant,
	integer,
	longText,
	number,
	phone,
	pick,
	reference,
	text,
	url,
	type Field,
	type KindDefinition,
} from './Field';

const readOnly = { writable: false } as const;

const externalId: Field = {
	...text('external_id', 'External ID', ['external id', 'record id', 'id', 'id externo', 'id esterno', 'codigo', 'codice']),
	storage: { kind: 'column', column: 'external_id', folded: false },
};

const kept: readonly Field[] = [
	integer('id', 'ID', readOnly),
	externalId,
];

const owner = reference('assigned_user_id', 'Assigned User', 'user', {
	headers: ['assigned to', 'owner', 'account owner', 'sales rep', 'support rep', 'salesperson', 'asignado a', 'propietario', 'comercial', 'assegnato a', 'proprietario', 'commerciale', 'venditore'],
});

const times: readonly Field[] = [
	longText('description', 'Description', ['notes', 'comments', 'descripcion', 'notas', 'observaciones', 'descrizione', 'note']),
	instant('created_at', 'Created', { writable: false, headers: ['created', 'created time', 'date created', 'fecha de creacion', 'fecha alta', 'data creazione', 'creato il'] }),
	instant('updated_at', 'Updated', readOnly),
];

const personName: readonly Field[] = [
	text('first_name', 'First Name', ['firstname', 'given name', 'nombre', 'nome']),
	text('last_name', 'Last Name', ['lastname', 'surname', 'family name', 'apellidos', 'apellido', 'cognome']),
	text('name', 'Name', ['full name', 'nombre completo', 'nome completo', 'nominativo']),
	text('title', 'Job Title', ['title', 'position', 'role', 'cargo', 'puesto', 'qualifica', 'ruolo', 'mansione']),
];

const reach: readonly Field[] = [
	email('email', 'Email', ['e mail', 'email address', 'mail', 'correo', 'correo electronico', 'posta elettronica', 'indirizzo email']),
	doNotEmail(),
	phone('phone', 'Phone', ['telephone', 'office phone', 'telefono', 'tel']),
	phone('mobile', 'Mobile', ['mobile phone', 'cell', 'movil', 'celular', 'cellulare']),
	phone('fax', 'Fax', []),
	url('website', 'Website', ['web', 'site', 'sitio web', 'pagina web', 'sito', 'sito web']),
	text('street', 'Street', ['address', 'street address', 'billing address', 'billing street', 'mailing street', 'direccion', 'calle', 'indirizzo', 'via']),
	text('city', 'City', ['billing city', 'mailing city', 'town', 'ciudad', 'poblacion', 'localidad', 'citta', 'comune']),
	text('region', 'Region', ['state', 'province', 'billing state', 'mailing state', 'county', 'provincia', 'estado', 'comunidad', 'regione']),
	text('postal_code', 'Postal Code', ['zip', 'zip code', 'postcode', 'billing postal code', 'billing zip', 'mailing zip', 'codigo postal', 'cp', 'cap', 'codice postale']),
	text('country', 'Country', ['billing country', 'mailing country', 'pais', 'paese', 'nazione']),
	text('language', 'Language', ['idioma', 'lengua', 'lingua']),
];

const accountHeaders = ['account', 'account name', 'company', 'company name', 'organization', 'organisation', 'empresa', 'cuenta', 'nombre de la empresa', 'azienda', 'societa', 'ragione sociale'];

const relations: readonly Field[] = [
	reference('contact_id', 'Contact', 'contact', { headers: ['contact', 'contact name', 'contacto', 'contatto'] }),
	reference('lead_id', 'Lead', 'lead', { headers: ['lead', 'precontacto'] }),
	reference('account_id', 'Account', 'account', { headers: accountHeaders }),
	reference('campaign_id', 'Campaign', 'campaign', { headers: ['campaign', 'campaign name', 'campana', 'campagna'] }),
];

const CAMPAIGN_TRACKING = [
	{ value: 'both', label: 'Opens and Clicks' },
	{ value: 'opens', label: 'Opens' },
	{ value: 'clicks', label: 'Clicks' },
	{ value: 'none', label: 'None' },
] as const;

const TASK_STATUSES = [
	{ value: 'not_started', label: 'Not Started' },
	{ value: 'in_progress', label: 'In Progress' },
	{ value: 'completed', label: 'Completed' },
	{ value: 'deferred', label: 'Deferred' },
	{ value: 'cancelled', label: 'Cancelled' },
] as const;

const TASK_OUTCOMES = [
	{ value: 'open', label: 'Open' },
	{ value: 'positive', label: 'Positive' },
	{ value: 'negative', label: 'Negative' },
] as const;

/** The stage that means an opportunity is won, as the store offers it; a house may have words of its own. */
export const WON_STAGE = 'Closed Won';

/** A message's states: decision 6's way out, and what could not be sent. */
export const MESSAGE_STATES = [
	{ value: 'queued', label: 'Queued' },
	{ value: 'claimed', label: 'Claimed' },
	{ value: 'sending', label: 'Sending' },
	{ value: 'sent', label: 'Sent' },
	{ value: 'failed', label: 'Failed' },
	{ value: 'not_sent', label: 'Not Sent' },
	{ value: 'uncertain', label: 'Uncertain' },
] as const;

function define(kind: Kind, label: string, labelPlural: string, table: string, fields: readonly Field[]): KindDefinition {
	return { kind, label, labelPlural, table, fields: [...kept, ...fields, ...times] };
}

/** Every kind with its standard fields. Custom fields are added from the store. */
export const DEFINITIONS: Readonly<Record<Kind, KindDefinition>> = {
	lead: define('lead', 'Lead', 'Leads', 'lead', [
		...personName,
		text('company', 'Company', accountHeaders),
		...reach,
		text('industry', 'Industry', ['sector', 'settore']),
		text('lead_source', 'Lead Source', ['source', 'origen', 'origine', 'provenienza']),
		pick('status', 'Status', ['New', 'Contacted', 'Qualified', 'Lost', 'Converted'], ['lead status', 'estado del precontacto', 'stato']),
		owner,
	]),
	contact: define('contact', 'Contact', 'Contacts', 'contact', [
		...personName,
		reference('account_id', 'Account', 'account', { headers: accountHeaders }),
		text('department', 'Department', ['departamento', 'dipartimento', 'reparto']),
		...reach,
		date('birthday', 'Birthday', { headers: ['birth date', 'birthdate', 'fecha de nacimiento', 'data di nascita'] }),
		text('lead_source', 'Lead Source', ['source', 'origen', 'origine', 'provenienza']),
		owner,
	]),
	account: define('account', 'Account', 'Accounts', 'account', [
		text('name', 'Name', accountHeaders.concat(['nombre', 'nome'])),
		...reach,
		text('industry', 'Industry', ['sector', 'settore']),
		text('account_type', 'Type', ['account type', 'tipo', 'tipo cuenta', 'tipo azienda']),
		integer('employees', 'Employees', { headers: ['number of employees', 'empleados', 'dipendenti'] }),
		number('annual_revenue', 'Annual Revenue', { headers: ['revenue', 'facturacion', 'ingresos anuales', 'fatturato'] }),
		owner,
	]),
	campaign: define('campaign', 'Campaign', 'Campaigns', 'campaign', [
		text('name', 'Name', ['campaign name', 'nombre', 'nome']),
		pick('status', 'Status', ['Planning', 'Active', 'Completed', 'Cancelled']),
		text('type', 'Type', ['tipo']),
		date('start_date', 'Start Date'),
		date('end_date', 'End Date'),
		number('budget', 'Budget'),
		flag('require_confirmation', 'Require Confirmation'),
		code('tracking', 'Tracking', CAMPAIGN_TRACKING),
		owner,
	]),
	opportunity: define('opportunity', 'Opportunity', 'Opportunities', 'opportunity', [
		text('name', 'Name', ['opportunity name', 'nombre', 'nome']),
		pick('stage', 'Stage', ['Prospecting', 'Qualification', 'Proposal', 'Negotiation', WON_STAGE, 'Closed Lost'], ['sales stage', 'etapa', 'fase']),
		number('amount', 'Amount', { headers: ['importe', 'importo'] }),
		date('close_date', 'Close Date', { headers: ['expected close date', 'fecha de cierre', 'data di chiusura'] }),
		number('probability', 'Probability'),
		text('next_step', 'Next Step'),
		...relations,
		reference('message_id', 'Message', 'message'),
		reference('task_id', 'Task', 'task'),
		owner,
	]),
	task: define('task', 'Task', 'Tasks', 'task', [
		text('name', 'Subject', ['subject', 'asunto', 'oggetto']),
		pick('type', 'Type', ['Call', 'Visit', 'Email', 'Meeting', 'Data Quality', 'Other'], ['task type', 'tipo']),
		instant('due_at', 'Date and Time', { headers: ['due date', 'date', 'fecha', 'scadenza', 'data'] }),
		code('status', 'Status', TASK_STATUSES, { headers: ['estado', 'stato'] }),
		code('outcome', 'Outcome', TASK_OUTCOMES, { headers: ['result', 'resultado', 'esito'] }),
		longText('outcome_note', 'Outcome Note'),
		...relations,
		reference('message_id', 'Message', 'message'),
		reference('opportunity_id', 'Opportunity', 'opportunity'),
		owner,
	]),
	message: define('message', 'Message', 'Messages', 'message', [
		text('name', 'Reference'),
		instant('date_at', 'Date'),
		reference('campaign_id', 'Campaign', 'campaign'),
		reference('template_id', 'Template', 'template', readOnly),
		text('subject', 'Subject'),
		{ ...text('address', 'Email'), storage: { kind: 'column', column: 'address', folded: false } },
		reference('contact_id', 'Contact', 'contact'),
		reference('lead_id', 'Lead', 'lead'),
		reference('account_id', 'Account', 'account'),
		code('state', 'Status', MESSAGE_STATES, readOnly),
		code(
			'reason_class',
			'Reason Class',
			[
				{ value: 'address', label: 'Address' },
				{ value: 'policy', label: 'Policy' },
				{ value: 'server', label: 'Server' },
				{ value: 'uncertain', label: 'Uncertain' },
			],
			readOnly,
		),
		text('reason', 'Reason', [], readOnly),
		{ ...text('occurrence', 'Occurrence', [], readOnly), storage: { kind: 'column', column: 'occurrence', folded: false } },
		{ ...text('channel', 'Channel', [], readOnly), storage: { kind: 'column', column: 'channel', folded: false } },
		{ ...text('server_reply', 'Server Reply', [], readOnly), storage: { kind: 'column', column: 'server_reply', folded: false } },
		integer('attempts', 'Attempts', readOnly),
		instant('sent_at', 'Sent', readOnly),
		instant('delivered_at', 'Delivered', readOnly),
		integer('open_count', 'Opens', readOnly),
		instant('first_open_at', 'First Opened', readOnly),
		instant('last_open_at', 'Last Opened', readOnly),
		integer('machine_open_count', 'Machine Opens', readOnly),
		integer('click_count', 'Clicks', readOnly),
		instant('first_click_at', 'First Clicked', readOnly),
		instant('last_click_at', 'Last Clicked', readOnly),
		{ ...text('last_link', 'Last Link', [], readOnly), storage: { kind: 'column', column: 'last_link', folded: false } },
		integer('bounce_count', 'Bounces', readOnly),
		code(
			'bounce_kind',
			'Bounce Kind',
			[
				{ value: 'hard', label: 'Hard' },
				{ value: 'soft', label: 'Soft' },
			],
			readOnly,
		),
		instant('bounced_at', 'Bounced', readOnly),
		instant('dropped_at', 'Dropped', readOnly),
		instant('spam_at', 'Reported as Spam', readOnly),
		instant('unsubscribed_at', 'Unsubscribed', readOnly),
		owner,
	]),
	activity: define('activity', 'Activity', 'Activities', 'activity', [
		text('name', 'Reference'),
		instant('happened_at', 'Date'),
		reference('campaign_id', 'Campaign', 'campaign'),
		pick('priority', 'Priority', ['Low', 'Normal', 'High']),
		code('direction', 'Direction', [
			{ value: 'in', label: 'Incoming' },
			{ value: 'out', label: 'Outgoing' },
		]),
		text('mode', 'Mode'),
		text('purpose', 'Purpose'),
		text('status', 'Status'),
		reference('account_id', 'Account', 'account'),
		reference('contact_id', 'Contact', 'contact'),
		reference('lead_id', 'Lead', 'lead'),
		reference('message_id', 'Message', 'message'),
		integer('duration_minutes', 'Duration (Minutes)'),
		longText('note', 'Note'),
		reference('next_user_id', 'Next Action: Assigned User', 'user'),
		date('next_date', 'Next Action: Date'),
		longText('next_note', 'Next Action: Note'),
		owner,
	]),
	event: define('event', 'Event', 'Events', 'event', [
		text('name', 'Subject'),
		instant('start_at', 'Start'),
		instant('end_at', 'End'),
		flag('all_day', 'All Day'),
		text('location', 'Location'),
		...relations,
		reference('task_id', 'Task', 'task'),
		reference('activity_id', 'Activity', 'activity'),
		owner,
	]),
	template: define('template', 'Template', 'Templates', 'template', [
		text('name', 'Name'),
		text('subject', 'Subject'),
		body('html', 'HTML'),
		body('text', 'Text'),
		text('from_name', 'From Name'),
		email('from_email', 'From Email'),
		email('reply_to', 'Reply To'),
		flag('transactional', 'Transactional'),
		text('language', 'Language'),
		owner,
	]),
	user: define('user', 'User', 'Users', 'crm_user', [
		...personName,
		email('email', 'Email', ['e mail', 'email address', 'mail', 'correo', 'correo electronico']),
		flag('active', 'Active'),
		owner,
	]),
};
