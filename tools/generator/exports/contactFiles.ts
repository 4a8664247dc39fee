import type { GeneratedContact } from '../rows';
import type { Language } from '../words/Words';
import { LATIN_SEMICOLONS, UTF8_COMMAS, UTF8_MARK_SEMICOLONS, type ExportFile } from './ExportFile';
import { dayMonthYear, isoDay, italianDate, monthDayYear } from './written';

export interface Owners {
	readonly names: readonly string[];
	readonly emails: readonly string[];
}

/** Contacts by language, each file as another CRM gives it: with the account's name, its id, or both. */
export function contactFiles(owners: Owners): Readonly<Record<Language, ExportFile<GeneratedContact>>> {
	return { es: spanishFile(owners), it: italianFile(owners), en: englishFile(owners) };
}

/** ISO-8859-1, semicolons, a column without name or values at the end, 31/12/2024, Sí / No. */
function spanishFile(owners: Owners): ExportFile<GeneratedContact> {
	return {
		name: 'contacts-es.csv',
		format: LATIN_SEMICOLONS,
		headers: ['Código', 'Nombre', 'Apellidos', 'Correo electrónico', 'Empresa', 'Cargo', 'Departamento', 'Teléfono', 'Móvil', 'Fax', 'Dirección', 'Población', 'Provincia', 'Código postal', 'País', 'Fecha de nacimiento', 'No enviar email', 'Propietario', 'Fecha de alta', 'Observaciones', ''],
		cells: (contact) => [
			contact.externalId,
			contact.firstName,
			contact.lastName,
			contact.address.written,
			contact.accountName ?? '',
			contact.title,
			contact.department,
			contact.phone,
			contact.mobile,
			'',
			contact.street,
			contact.city,
			contact.region,
			contact.postalCode,
			contact.country,
			contact.birthday === null ? '' : dayMonthYear(contact.birthday),
			contact.optedOut ? 'Sí' : 'No',
			owners.names[contact.owner] ?? '',
			dayMonthYear(isoDay(contact.createdAt)),
			contact.description,
			'',
		],
	};
}

/** UTF-8 with a mark, semicolons, 31 dic 2024, 1 / 0, the account's name and id, the owner's address. */
function italianFile(owners: Owners): ExportFile<GeneratedContact> {
	return {
		name: 'contacts-it.csv',
		format: UTF8_MARK_SEMICOLONS,
		headers: ['Codice', 'Nome', 'Cognome', 'E-mail', 'Azienda', 'Codice azienda', 'Qualifica', 'Reparto', 'Telefono', 'Cellulare', 'Fax', 'Indirizzo', 'Città', 'Provincia', 'CAP', 'Paese', 'Data di nascita', 'Disiscritto', 'Assegnato a', 'Data creazione', 'Note'],
		cells: (contact) => [
			contact.externalId,
			contact.firstName,
			contact.lastName,
			contact.address.written,
			contact.accountName ?? '',
			contact.accountExternalId ?? '',
			contact.title,
			contact.department,
			contact.phone,
			contact.mobile,
			'',
			contact.street,
			contact.city,
			contact.region,
			contact.postalCode,
			contact.country,
			contact.birthday === null ? '' : italianDate(contact.birthday),
			contact.optedOut ? '1' : '0',
			owners.emails[contact.owner] ?? '',
			italianDate(isoDay(contact.createdAt)),
			contact.description,
		],
	};
}

/** UTF-8 without a mark, commas, 12/31/2024, Yes / No. */
function englishFile(owners: Owners): ExportFile<GeneratedContact> {
	return {
		name: 'contacts-en.csv',
		format: UTF8_COMMAS,
		headers: ['Contact Id', 'First Name', 'Last Name', 'Email', 'Account Name', 'Title', 'Department', 'Phone', 'Mobile', 'Fax', 'Mailing Street', 'Mailing City', 'Mailing State', 'Mailing Zip', 'Country', 'Birthdate', 'Email Opt Out', 'Owner', 'Date Created', 'Description'],
		cells: (contact) => [
			contact.externalId,
			contact.firstName,
			contact.lastName,
			contact.address.written,
			contact.accountName ?? '',
			contact.title,
			contact.department,
			contact.phone,
			contact.mobile,
			'',
			contact.street,
			contact.city,
			contact.region,
			contact.postalCode,
			contact.country,
			contact.birthday === null ? '' : monthDayYear(contact.birthday),
			contact.optedOut ? 'Yes' : 'No',
			owners.names[contact.owner] ?? '',
			monthDayYear(isoDay(contact.createdAt)),
			contact.description,
		],
	};
}
