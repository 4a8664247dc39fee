import type { Kind } from '../kinds';
import type { ReferenceBy } from './mapHeaders';

/** Records of one kind that rows name in one way. */
export interface NamedRecords {
	readonly to: Kind;
	readonly by: ReferenceBy;
	/** Each once, as the rows write them. */
	readonly texts: readonly string[];
}

/** Collects what a column's cells name. */
export class NamedTexts {
	private readonly places = new Map<string, number>();

	/** The text's place among those there are. */
	place(text: string): number {
		const known = this.places.get(text);
		if (known !== undefined) return known;
		const place = this.places.size;
		this.places.set(text, place);
		return place;
	}

	list(): string[] {
		return [...this.places.keys()];
	}
}
