import type { GeneratedLead } from '../rows';
import { UTF8_COMMAS, type ExportFile } from './ExportFile';
import { isoDayAndTime } from './written';

/** Leads of all languages as an English CRM gives them: UTF-8, commas, dates with a time. */
export function leadFile(owners: readonly string[]): ExportFile<GeneratedLead> {
	return {
		name: 'leads.csv',
		format: UTF8_COMMAS,
		headers: ['Record ID', 'First Name', 'Last Name', 'Email', 'Company Name', 'Job Title', 'Phone', 'City', 'Country', 'Lead Status', 'Lead Source', 'Email Opt Out', 'Owner', 'Created', 'Notes'],
		cells: (lead) => [
			lead.externalId,
			lead.firstName,
			lead.lastName,
			lead.address.written,
			lead.company,
			lead.title,
			lead.phone,
			lead.city,
			lead.country,
			lead.status,
			lead.source,
			lead.optedOut ? 'Yes' : 'No',
			owners[lead.owner] ?? '',
			isoDayAndTime(lead.createdAt),
			lead.description,
		],
	};
}
