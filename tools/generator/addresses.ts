import { Random, recordSeed } from './Random';
import type { AddressQuality, GeneratedAddress } from './rows';

/** Shares of the rows of a kind. */
const EMPTY = 0.025;
const MALFORMED = 0.015;
const DUPLICATE = 0.01;

/** Domains that are reserved for examples (RFC 2606, RFC 6761): no mail to them reaches anybody. */
const PRIVATE_DOMAINS = ['example.com', 'example.org', 'example.net'] as const;
const COMPANY_ENDINGS = ['example', 'example', 'test', 'invalid'] as const;

export function privateDomain(random: Random): string {
	return random.pick(PRIVATE_DOMAINS);
}

/** The domain of a company, by its slug: always the same for one company. */
export function companyDomain(slug: string, rank: number): string {
	return `${slug}.${COMPANY_ENDINGS[rank % COMPANY_ENDINGS.length] ?? 'example'}`;
}

/** How the address of one record stands in the export, and of which earlier record it is a duplicate. */
export interface AddressFate {
	readonly quality: AddressQuality;
	/** The record whose address this one has: itself unless it is a duplicate. */
	readonly source: number;
}

/**
 * Decided from the index alone, so that any record can be made without those before it.
 * @param sort tells kinds apart
 * @param step duplicates lie a multiple of this before
 */
export function addressFate(seed: number, sort: number, index: number, step: number): AddressFate {
	const random = new Random(recordSeed(seed, sort, index));
	const quality = qualityOf(random.next());
	if (quality !== 'duplicate') return { quality, source: index };
	const steps = Math.floor(index / step);
	for (let source = index - step * random.integer(1, Math.max(steps, 1)); source >= 0; source -= step) {
		if (qualityOf(new Random(recordSeed(seed, sort, source)).next()) === 'good') return { quality, source };
	}
	return { quality: 'good', source: index };
}

function qualityOf(roll: number): AddressQuality {
	if (roll < EMPTY) return 'empty';
	if (roll < EMPTY + MALFORMED) return 'malformed';
	return roll < EMPTY + MALFORMED + DUPLICATE ? 'duplicate' : 'good';
}

/** An address as the export has it. `address` is the good one it is made of, in lower case. */
export function writeAddress(quality: AddressQuality, address: string, random: Random): GeneratedAddress {
	switch (quality) {
		case 'good':
			return { quality, written: address, normalised: address };
		case 'empty':
			return { quality, written: '', normalised: null };
		case 'malformed':
			return { quality, written: malformed(address, random), normalised: null };
		case 'duplicate':
			return { quality, written: respelled(address, random), normalised: address };
	}
}

function malformed(address: string, random: Random): string {
	const [local = '', domain = ''] = address.split('@');
	return random.pick([
		'n/a',
		'-',
		local,
		`${local}@`,
		`@${domain}`,
		`${local}.${domain}`,
		`${local}@@${domain}`,
		`${local}(at)${domain}`,
		`${local.slice(0, 2)} ${local.slice(2)}@${domain}`,
		`${local}@${domain.replace('.', '..')}`,
		`${address}; ${local}@example.org`,
	]);
}

function respelled(address: string, random: Random): string {
	return random.pick([
		address.toUpperCase(),
		address.charAt(0).toUpperCase() + address.slice(1),
		` ${address}`,
		`${address}  `,
		` ${address.toUpperCase()} `,
		address.replace(/@.*/, (domain) => domain.toUpperCase()),
	]);
}
