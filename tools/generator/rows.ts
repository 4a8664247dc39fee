import type { Language } from './words/Words';

/** How an address stands in the export. A duplicate is an earlier address of the same kind in other capitals or with blanks around it. */
export type AddressQuality = 'good' | 'empty' | 'malformed' | 'duplicate';

export interface GeneratedAddress {
	readonly quality: AddressQuality;
	/** As the export has it: empty for none. */
	readonly written: string;
	/** The address that mail goes to; NULL for an empty or malformed one. */
	readonly normalised: string | null;
}

export interface GeneratedPlace {
	readonly street: string;
	readonly city: string;
	readonly region: string;
	readonly postalCode: string;
	readonly country: string;
}

export interface GeneratedUser {
	readonly externalId: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
}

export interface GeneratedAccount extends GeneratedPlace {
	readonly externalId: string;
	/** No two accounts have the same name. */
	readonly name: string;
	readonly language: Language;
	readonly address: GeneratedAddress;
	readonly phone: string;
	readonly website: string;
	readonly industry: string;
	readonly employees: number;
	readonly annualRevenueCents: number;
	/** Index of the user it is assigned to. */
	readonly owner: number;
	/** UTC milliseconds */
	readonly createdAt: number;
	readonly description: string;
}

export interface GeneratedPerson {
	readonly externalId: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly language: Language;
	readonly address: GeneratedAddress;
	readonly optedOut: boolean;
	readonly title: string;
	readonly phone: string;
	/** Index of the user it is assigned to. */
	readonly owner: number;
	/** UTC milliseconds */
	readonly createdAt: number;
	readonly description: string;
}

export interface GeneratedContact extends GeneratedPerson, GeneratedPlace {
	readonly accountExternalId: string | null;
	readonly accountName: string | null;
	readonly department: string;
	readonly mobile: string;
	/** YYYY-MM-DD */
	readonly birthday: string | null;
}

export interface GeneratedLead extends GeneratedPerson {
	readonly company: string;
	readonly city: string;
	readonly country: string;
	readonly status: string;
	readonly source: string;
}
