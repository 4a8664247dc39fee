import type { GeneratedAddress } from './rows';

/** True counts of what was written. rows = distinctAddresses + duplicates + empty + malformed. */
export interface AddressCounts {
	readonly rows: number;
	/** Normalised addresses (lower case, without blanks around them), each counted once. */
	readonly distinctAddresses: number;
	readonly duplicates: number;
	readonly empty: number;
	readonly malformed: number;
	/** Rows whose opt-out column says yes, whatever their address. */
	readonly optedOut: number;
	/** Distinct addresses for which at least one row says yes. */
	readonly optedOutAddresses: number;
	/** Distinct addresses without a no: as many people get a mail. */
	readonly mailableAddresses: number;
}

/** Counts rows as they are written. */
export class Tally {
	private rows = 0;
	private empty = 0;
	private malformed = 0;
	private optedOut = 0;
	private readonly addresses = new Set<string>();
	private readonly optedOutAddresses = new Set<string>();

	add(address: GeneratedAddress, optedOut: boolean): void {
		this.rows += 1;
		if (optedOut) this.optedOut += 1;
		if (address.normalised === null) {
			if (address.quality === 'empty') this.empty += 1;
			else this.malformed += 1;
			return;
		}
		this.addresses.add(address.normalised);
		if (optedOut) this.optedOutAddresses.add(address.normalised);
	}

	counts(): AddressCounts {
		return {
			rows: this.rows,
			distinctAddresses: this.addresses.size,
			duplicates: this.rows - this.empty - this.malformed - this.addresses.size,
			empty: this.empty,
			malformed: this.malformed,
			optedOut: this.optedOut,
			optedOutAddresses: this.optedOutAddresses.size,
			mailableAddresses: this.addresses.size - this.optedOutAddresses.size,
		};
	}
}
