import type { GeneratedAccount } from '../rows';
import { UTF8_SEMICOLONS, type ExportFile } from './ExportFile';
import { euros, isoDay } from './written';

/** Accounts as a Spanish CRM gives them: UTF-8, semicolons, ISO dates, money with comma decimals. */
export function accountFile(owners: readonly string[]): ExportFile<GeneratedAccount> {
	return {
		name: 'accounts.csv',
		format: UTF8_SEMICOLONS,
		headers: ['Id externo', 'Nombre de la empresa', 'Sector', 'Empleados', 'Facturación', 'Teléfono', 'Fax', 'Correo electrónico', 'Página web', 'Dirección', 'Población', 'Provincia', 'Código postal', 'País', 'Propietario', 'Fecha de alta', 'Observaciones'],
		cells: (account) => [
			account.externalId,
			account.name,
			account.industry,
			String(account.employees),
			euros(account.annualRevenueCents),
			account.phone,
			'',
			account.address.written,
			account.website,
			account.street,
			account.city,
			account.region,
			account.postalCode,
			account.country,
			owners[account.owner] ?? '',
			isoDay(account.createdAt),
			account.description,
		],
	};
}
